package io.switchhook.transport.internal.netty;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all peers that do not read make us keep together. One alone may have much, since a peer that is slow for a moment is no enemy; when many are slow each has little, so that
 * ten thousand cannot fill the memory. Counted up on loops, down on Netty's threads.
 */
final class UnsentBytes {
    /** Of one connection: many of the largest SIP messages. */
    static final int MOST_OF_ONE = 1 << 20;

    /** Of all together, before each is held to {@link #LEAST_OF_ONE}. */
    static final long MOST_OF_ALL = 64L << 20;

    /** What each may have however many there are: the largest message of the usual kind, several times. */
    static final int LEAST_OF_ONE = 64 * 1024;

    private final AtomicLong all = new AtomicLong();

    /**
     * Whether a connection may queue more.
     *
     * @param already what it has queued
     */
    boolean mayAdd(int already, int more) {
        int bound = all.get() + more > MOST_OF_ALL ? LEAST_OF_ONE : MOST_OF_ONE;
        return more <= bound - already;
    }

    void add(long count) {
        all.addAndGet(count);
    }

    long all() {
        return all.get();
    }
}
