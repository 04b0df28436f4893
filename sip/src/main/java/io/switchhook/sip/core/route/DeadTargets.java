package io.switchhook.sip.core.route;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which servers did not answer, so that the next request need not wait for them again (RFC 3263 §4.3, RFC 3261 §21.5.4). Bounded: the oldest memory goes
 * first. Used on one loop.
 */
public final class DeadTargets {
    /** How long a server that timed out or refused us is asked last. */
    public static final Duration DEFAULT_TIME = Duration.ofMinutes(1);

    /** Longest Retry-After that is believed. */
    public static final Duration LONGEST_TIME = Duration.ofHours(1);

    private static final int MAX_ENTRIES = 1024;

    private record Key(String transport, InetSocketAddress address) {
        static Key of(Target target) {
            return new Key(target.transport(), target.address());
        }

        // By hand, for a fast start: an archive of classes does not hold the methods that a record is given.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && transport.equals(that.transport) && address.equals(that.address);
        }

        @Override
        public int hashCode() {
            return Objects.hash(transport, address);
        }
    }

    private final Map<Key, Long> untilNanos = new LinkedHashMap<>();

    /**
     * The server was tried in vain.
     *
     * @param time how long it is to be left alone, such as Retry-After says; one hour at most
     */
    public void onFailure(Target target, Duration time, long nowNanos) {
        var key = Key.of(target);
        untilNanos.remove(key);
        var bounded = time.compareTo(LONGEST_TIME) > 0 ? LONGEST_TIME : time;
        if (bounded.isNegative() || bounded.isZero()) {
            return;
        }
        if (untilNanos.size() >= MAX_ENTRIES) {
            untilNanos.remove(untilNanos.keySet().iterator().next());
        }
        untilNanos.put(key, nowNanos + bounded.toNanos());
    }

    /** The server has answered. */
    public void onAnswer(Target target) {
        if (!untilNanos.isEmpty()) {
            untilNanos.remove(Key.of(target));
        }
    }

    public boolean isDead(Target target, long nowNanos) {
        var until = untilNanos.isEmpty() ? null : untilNanos.get(Key.of(target));
        if (until == null) {
            return false;
        }
        if (until - nowNanos <= 0) {
            untilNanos.remove(Key.of(target));
            return false;
        }
        return true;
    }

    /**
     * The targets as they should be tried: the favourite, then the living in their order, then the dead, the one whose time is over first before the others. Nobody is
     * left out: when all seem dead, one of them may be back.
     *
     * @param favourite goes first when it is among them and not dead
     */
    public List<Target> order(List<Target> targets, Optional<Target> favourite, long nowNanos) {
        if (untilNanos.isEmpty() && favourite.isEmpty()) {
            return targets;
        }
        var living = new ArrayList<Target>();
        var dead = new ArrayList<Target>();
        targets.forEach(target -> (isDead(target, nowNanos) ? dead : living).add(target));
        dead.sort((one, other) -> Long.compare(deadFor(one, nowNanos), deadFor(other, nowNanos)));
        favourite.filter(living::remove).ifPresent(target -> living.add(0, target));
        living.addAll(dead);
        return living;
    }

    private long deadFor(Target target, long nowNanos) {
        return untilNanos.getOrDefault(Key.of(target), nowNanos) - nowNanos;
    }

    /** Entries now, for leak checks. */
    public int size() {
        return untilNanos.size();
    }
}
