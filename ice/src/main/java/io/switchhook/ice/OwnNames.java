package io.switchhook.ice;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The names that our side has given in descriptions: any of them counts in a check as long as the session lasts (RFC 8445 §7.3). */
final class OwnNames {
    /** That many are still taken after restarts. */
    private static final int MAX_FORMER = 4;

    /** The latest first. */
    private final Deque<IceCredentials> former = new ArrayDeque<>();

    private Optional<IceCredentials> expected = Optional.empty();

    /** Told the other side, whose description is not there yet; empty when it is. */
    void expect(Optional<IceCredentials> names) {
        expected = names;
    }

    /** The run with these is over. */
    void remember(IceCredentials names) {
        former.remove(names);
        former.addFirst(names);
        if (former.size() > MAX_FORMER) {
            former.removeLast();
        }
    }

    void forget() {
        former.clear();
    }

    /** @param current those of the run that goes on */
    Optional<IceCredentials> find(String ufrag, Optional<IceCredentials> current) {
        return expected.filter(each -> each.ufrag().equals(ufrag))
                .or(() -> current.filter(each -> each.ufrag().equals(ufrag)))
                .or(() -> former.stream()
                        .filter(each -> each.ufrag().equals(ufrag))
                        .findFirst());
    }
}
