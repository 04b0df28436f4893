package io.switchhook.sip.core.transaction;

import io.switchhook.base.random.Randomness;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What is left of client transactions that have their answer: enough to know it again when it comes once more (RFC 3261 §17.1.2.2, COMPLETED; RFC 6026 §8.4, ACCEPTED). */
final class AnsweredRequests {
    /** INVITEs that were accepted and released, until timer M. */
    private final FinishedTransactions released;
    /** Requests other than INVITE, until timer K. */
    private final FinishedTransactions absorbing;

    AnsweredRequests(Randomness random) {
        this.released = new FinishedTransactions(random);
        this.absorbing = new FinishedTransactions(random);
    }

    /** Takes over an accepted INVITE whose further 2xx lead back over this hop; false when it has to stay. */
    boolean release(ClientEntry entry, Hop back) {
        return keep(released, entry, back);
    }

    /** Takes over a request that is answered; false when it has to stay. */
    boolean absorb(ClientEntry entry) {
        return keep(absorbing, entry, entry.hop());
    }

    private static boolean keep(FinishedTransactions in, ClientEntry entry, Hop hop) {
        var remains = new FinishedTransactions.Finished(true, "", hop, Optional.empty());
        return in.add(entry.key(), "", remains, entry.nextDeadlineNanos());
    }

    boolean contains(String key) {
        return released.contains(key) || absorbing.contains(key);
    }

    /** Where further 2xx of an INVITE lead back to; empty for one that was not released. */
    Optional<Hop> wayBack(String key) {
        return released.find(key).map(FinishedTransactions.Finished::hop);
    }

    int size() {
        return released.size() + absorbing.size();
    }

    Set<Hop> hops() {
        var hops = new HashSet<>(released.hops());
        hops.addAll(absorbing.hops());
        return hops;
    }

    long nextDeadlineNanos() {
        return Math.min(released.nextDeadlineNanos(), absorbing.nextDeadlineNanos());
    }

    void expire(long nowNanos) {
        released.expire(nowNanos, back -> {});
        absorbing.expire(nowNanos, hop -> {});
    }
}
