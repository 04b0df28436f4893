package io.switchhook.simulation;

import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The one clock and the one queue of a simulation: entries run one at a time, in the order (time, sequence). */
final class Scheduler {
    /** Not zero, so that code which takes 0 for "never" or "now" is found out. */
    static final long ORIGIN_NANOS = 1_000_000_000L;

    /** A run that queues so much feeds itself; it would end in an OutOfMemoryError that tells nothing. */
    private static final int MAX_QUEUED = 5_000_000;

    /** So few are not worth a look through the queue. */
    private static final int MANY_CANCELLED = 256;

    /**
     * Timers wait for their moment; work is everything that has been caused already: tasks, callbacks, packets in
     * flight.
     */
    enum Kind {
        WORK,
        TIMER
    }

    /** One thing to run. */
    static final class Entry {
        private final long atNanos;
        private final long sequence;
        private final Kind kind;
        private final Object owner;
        private final Runnable action;
        private boolean cancelled;
        private boolean taken;

        private Entry(long atNanos, long sequence, Kind kind, Object owner, Runnable action) {
            this.atNanos = atNanos;
            this.sequence = sequence;
            this.kind = kind;
            this.owner = owner;
            this.action = action;
        }

        long atNanos() {
            return atNanos;
        }
    }

    private final PriorityQueue<Entry> queue = new PriorityQueue<>(Scheduler::inOrder);
    private final ReentrantLock running = new ReentrantLock();
    private volatile long nowNanos = ORIGIN_NANOS;
    private volatile Object current = this;
    private long nextSequence;
    private int queuedWork;
    private int cancelledInQueue;

    private static int inOrder(Entry one, Entry other) {
        return one.atNanos != other.atNanos
                ? Long.compare(one.atNanos, other.atNanos)
                : Long.compare(one.sequence, other.sequence);
    }

    long nowNanos() {
        return nowNanos;
    }

    Entry work(Object owner, Runnable action) {
        return schedule(nowNanos, Kind.WORK, owner, action);
    }

    Entry workAt(long atNanos, Object owner, Runnable action) {
        return schedule(atNanos, Kind.WORK, owner, action);
    }

    Entry timerAt(long atNanos, Object owner, Runnable action) {
        return schedule(atNanos, Kind.TIMER, owner, action);
    }

    private synchronized Entry schedule(long atNanos, Kind kind, Object owner, Runnable action) {
        if (queue.size() >= MAX_QUEUED) {
            throw new IllegalStateException("More than " + MAX_QUEUED + " entries are queued: something feeds itself");
        }
        var entry = new Entry(Math.max(nowNanos, atNanos), nextSequence++, kind, owner, action);
        queue.add(entry);
        queuedWork += kind == Kind.WORK ? 1 : 0;
        return entry;
    }

    synchronized void cancel(Entry entry) {
        if (!entry.cancelled && !entry.taken) {
            entry.cancelled = true;
            queuedWork -= entry.kind == Kind.WORK ? 1 : 0;
            cancelledInQueue++;
            forgetCancelled();
        }
    }

    /** Timers of half an hour are cancelled after a minute, and each holds a whole call: they go when they are the most of the queue. */
    private void forgetCancelled() {
        if (cancelledInQueue > MANY_CANCELLED && cancelledInQueue > queue.size() / 2) {
            queue.removeIf(queued -> queued.cancelled);
            cancelledInQueue = 0;
        }
    }

    /** Whether nothing is left but timers that wait for a later moment. */
    synchronized boolean isIdle() {
        return queuedWork == 0;
    }

    /** All that the queue holds, what is cancelled too. */
    synchronized int queued() {
        return queue.size();
    }

    synchronized int queuedWork() {
        return queuedWork;
    }

    /**
     * Runs the next entry that is due at {@code limitNanos}, moving the clock to its time; false when there is none.
     */
    boolean step(long limitNanos) {
        var entry = take(limitNanos);
        if (entry == null) {
            return false;
        }
        runAs(entry.owner, entry.action);
        return true;
    }

    private synchronized @Nullable Entry take(long limitNanos) {
        while (!queue.isEmpty() && queue.peek().cancelled) {
            queue.poll();
            cancelledInQueue--;
        }
        var next = queue.peek();
        if (next == null || next.atNanos > limitNanos) {
            return null;
        }
        queue.poll();
        next.taken = true;
        queuedWork -= next.kind == Kind.WORK ? 1 : 0;
        nowNanos = Math.max(nowNanos, next.atNanos);
        return next;
    }

    synchronized void advanceTo(long nanos) {
        nowNanos = Math.max(nowNanos, nanos);
    }

    /** Runs the action now as if it were the owner's own task. Waits for a task that another thread is running. */
    void runAs(Object owner, Runnable action) {
        running.lock();
        var before = current;
        current = owner;
        try {
            action.run();
        } finally {
            current = before;
            running.unlock();
        }
    }

    /** Whether the caller runs as a task of this owner. */
    boolean runsAs(Object owner) {
        return running.isHeldByCurrentThread() && current == owner;
    }

    /** Whose task the caller runs; the scheduler itself outside of any task. */
    Object currentOwner() {
        return running.isHeldByCurrentThread() ? current : this;
    }
}
