package io.switchhook.sip.core.transaction;

import java.time.Duration;
import java.util.LinkedHashMap;

/**
 * How often responses are repeated, by timers of ours, to somebody who has never shown that he gets them. The source of a datagram may be forged; without this each forged
 * INVITE would send eleven copies of its final response (RFC 3261 §17.2.1, §13.3.1.4) to whoever really has that address. An ACK that knows our tag, or a request in a dialog,
 * shows that what we send arrives, and makes the debt forgotten. Pure and bounded: when it is full, the one that was heard of longest ago is forgotten.
 */
final class RepeatBudget {
    /** As much as five INVITEs need whose ACKs are all lost. */
    static final int MOST_REPEATS = 50;

    /** Then it begins anew: an honest peer may have been cut off. */
    static final Duration MEMORY = Duration.ofMinutes(5);

    /** Some hundred bytes each. */
    static final int MOST_PEERS = 10_000;

    private record Debt(int repeats, long sinceNanos) {}

    private final LinkedHashMap<Object, Debt> debts = new LinkedHashMap<>();

    /** Whether one more may be sent; it counts when it may. */
    boolean take(Object peer, long nowNanos) {
        var known = debts.remove(peer);
        var debt = known == null || nowNanos - known.sinceNanos() > MEMORY.toNanos() ? new Debt(0, nowNanos) : known;
        boolean may = debt.repeats() < MOST_REPEATS;
        debts.put(peer, may ? new Debt(debt.repeats() + 1, debt.sinceNanos()) : debt);
        if (debts.size() > MOST_PEERS) {
            var eldest = debts.entrySet().iterator();
            eldest.next();
            eldest.remove();
        }
        return may;
    }

    /** What we send to this peer arrives. */
    void onProof(Object peer) {
        debts.remove(peer);
    }

    int size() {
        return debts.size();
    }
}
