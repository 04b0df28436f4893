package io.switchhook.ice;

import io.switchhook.sdp.IceCandidate;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The pairs of one stream, which of them is checked next, and when a pair may be (RFC 8445 §6.1.2, §6.1.4). */
final class CheckList {
    /** RFC 8445 §6.1.2.5. */
    static final int MOST = 100;

    private final Role role;
    private final List<Pair> pairs = new ArrayList<>();
    private final ArrayDeque<Pair> triggered = new ArrayDeque<>();

    CheckList(Role role) {
        this.role = role;
    }

    /** RFC 8445 §6.1.2.2 to §6.1.2.6. Reflexive candidates of ours do not appear: what they send leaves by their bases. */
    void form(List<Outlet> bases, List<IceCandidate> remotes) {
        for (var base : bases) {
            for (var remote : remotes) {
                if (remote.isUdp() && remote.component() == base.component() && base.reaches(remote.address())) {
                    pairs.add(new Pair(base, remote));
                }
            }
        }
        sort();
        while (pairs.size() > MOST) {
            pairs.remove(pairs.size() - 1);
        }
        var begun = new HashSet<String>();
        pairs.stream().sorted(Comparator.comparingInt(Pair::component)).forEach(pair -> {
            if (begun.add(pair.foundation())) {
                pair.become(Pair.State.WAITING);
            }
        });
    }

    /** After a change of roles too. */
    void sort() {
        boolean controlling = role.isControlling();
        pairs.sort(Comparator.comparingLong((Pair pair) -> pair.priority(controlling))
                .reversed());
    }

    List<Pair> pairs() {
        return pairs;
    }

    Optional<Pair> find(Outlet base, InetSocketAddress remote) {
        return pairs.stream()
                .filter(pair -> pair.base() == base && pair.remote().address().equals(remote))
                .findFirst();
    }

    /** One that a check of the other side has shown; empty when there are too many. */
    Optional<Pair> add(Outlet base, IceCandidate remote) {
        if (pairs.size() >= MOST) {
            return Optional.empty();
        }
        var pair = new Pair(base, remote);
        pairs.add(pair);
        sort();
        return Optional.of(pair);
    }

    /** RFC 8445 §6.1.4.1. */
    void trigger(Pair pair) {
        pair.become(Pair.State.WAITING);
        if (!triggered.contains(pair)) {
            triggered.add(pair);
        }
    }

    /** RFC 8445 §7.2.5.3.3. */
    void unfreeze(String foundation) {
        for (var pair : pairs) {
            if (pair.state() == Pair.State.FROZEN && pair.foundation().equals(foundation)) {
                pair.become(Pair.State.WAITING);
            }
        }
    }

    /** RFC 8445 §6.1.4.2; empty when there is nothing to check now. */
    Optional<Pair> next() {
        var first = Optional.ofNullable(triggered.poll());
        return first.or(() -> in(Pair.State.WAITING)).or(this::thawed);
    }

    private Optional<Pair> in(Pair.State state) {
        return pairs.stream().filter(pair -> pair.state() == state).findFirst();
    }

    /** The best frozen pair of a kind of which none is under way. */
    private Optional<Pair> thawed() {
        var busy = new HashSet<String>();
        for (var pair : pairs) {
            if (pair.state() == Pair.State.WAITING || pair.state() == Pair.State.IN_PROGRESS) {
                busy.add(pair.foundation());
            }
        }
        return pairs.stream()
                .filter(pair -> pair.state() == Pair.State.FROZEN && !busy.contains(pair.foundation()))
                .findFirst();
    }

    boolean hasWork() {
        return !triggered.isEmpty() || in(Pair.State.WAITING).isPresent() || thawed().isPresent();
    }

    int active() {
        return (int) pairs.stream()
                .filter(pair -> pair.state() == Pair.State.WAITING || pair.state() == Pair.State.IN_PROGRESS)
                .count();
    }

    /** RFC 8445 §8.1.2: the component has its pair, and the others are not looked at any more. */
    void conclude(Pair chosen) {
        triggered.removeIf(pair -> pair.component() == chosen.component());
        pairs.removeIf(pair -> pair != chosen && !pair.isValid() && pair.component() == chosen.component());
    }
}
