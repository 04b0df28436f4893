package io.switchhook.stack.proxy;

import io.switchhook.stack.flow.Flow;
import java.time.Duration;
import java.util.Arrays;

/**
 * How many challenges that nobody remembers go to one peer. The source of a datagram may be forged, and whoever really has that address must not get more of them than of our
 * other answers. Peers share a fixed number of counters, so that a flood costs no memory. Used on the loop.
 */
final class ChallengeLimit {
    /** As long as a transaction would be counted: timer J (RFC 3261 §17.2.2). */
    static final Duration PERIOD = Duration.ofSeconds(32);

    private static final int COUNTERS = 1 << 14;

    private final int mostToOnePeer;
    private final int[] sent = new int[COUNTERS];
    private long sinceNanos = Long.MIN_VALUE;

    ChallengeLimit(int mostToOnePeer) {
        this.mostToOnePeer = mostToOnePeer;
    }

    /** Whether one more may be sent; it counts when it may. Who is called over a connection is who he says he is. */
    boolean take(Flow to, long nowNanos) {
        if (to.reliable()) {
            return true;
        }
        if (sinceNanos == Long.MIN_VALUE || nowNanos - sinceNanos > PERIOD.toNanos()) {
            Arrays.fill(sent, 0);
            sinceNanos = nowNanos;
        }
        int counter = Math.floorMod(to.peer().hashCode(), COUNTERS);
        boolean may = sent[counter] < mostToOnePeer;
        if (may) {
            sent[counter]++;
        }
        return may;
    }
}
