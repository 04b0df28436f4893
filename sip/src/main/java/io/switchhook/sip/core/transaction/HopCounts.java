package io.switchhook.sip.core.transaction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Numbers for hops, kept as long as something counts on them. */
final class HopCounts {
    private final Map<Hop, Counted> byHop = new HashMap<>();
    private final List<@Nullable Counted> byNumber = new ArrayList<>();
    private final ArrayDeque<Integer> free = new ArrayDeque<>();

    private static final class Counted {
        private final Hop hop;
        private final int number;
        private int count;

        Counted(Hop hop, int number) {
            this.hop = hop;
            this.number = number;
        }
    }

    /** The number of the hop, counted once more. */
    int take(Hop hop) {
        var counted = byHop.get(hop);
        if (counted == null) {
            counted = numbered(hop);
            byHop.put(hop, counted);
        }
        counted.count++;
        return counted.number;
    }

    private Counted numbered(Hop hop) {
        var counted = new Counted(hop, free.isEmpty() ? byNumber.size() : free.pop());
        if (counted.number == byNumber.size()) {
            byNumber.add(counted);
        } else {
            byNumber.set(counted.number, counted);
        }
        return counted;
    }

    /** The hop of a number that was taken and not given back. */
    Hop hop(int number) {
        return counted(number).hop;
    }

    private Counted counted(int number) {
        var counted = byNumber.get(number);
        if (counted == null) {
            throw new IllegalStateException("no hop has the number " + number);
        }
        return counted;
    }

    void giveBack(int number) {
        var counted = counted(number);
        if (--counted.count == 0) {
            byHop.remove(counted.hop);
            byNumber.set(number, null);
            free.push(number);
        }
    }

    Set<Hop> hops() {
        return new HashSet<>(byHop.keySet());
    }
}
