package io.switchhook.ice;

/** All agents of one owner send no more than one new request in 5 ms (RFC 8445 §14.2). Used on one loop. */
public final class IcePace {
    private static final long GAP_NANOS = 5_000_000;

    private long freeNanos = Long.MIN_VALUE;

    /** Whether one may be sent now; then it is taken to be. */
    boolean take(long nowNanos) {
        boolean free = nowNanos >= freeNanos;
        if (free) {
            freeNanos = nowNanos + GAP_NANOS;
        }
        return free;
    }

    /** When the next may be sent. */
    long freeNanos() {
        return freeNanos;
    }
}
