package io.switchhook.base.loop;

/**
 * One thread of control that owns objects: what a loop owns is touched by tasks of that loop only, so that it needs no lock. Tasks run one at
 * a time, in the order posted. A real loop is a thread; a simulated one is a queue in virtual time.
 */
public interface Loop extends AutoCloseable {

    /** The loop's time: nanoseconds from an arbitrary origin, non-decreasing, the scale of all alarms. May be asked from any thread. */
    long nowNanos();

    /** Whether the caller runs on this loop. */
    boolean inLoop();

    /**
     * Hands a task to the loop. May be called from any thread; a task posted from the loop itself runs after the current one.
     *
     * @return false when the loop is closed or its queue is full: the task will not run and the caller has to say so
     */
    boolean post(Runnable task);

    /** A new alarm, not set, that will run {@code action} on this loop. The alarm's methods may be called on the loop only. */
    Alarm alarm(Runnable action);

    /** Number of alarms that are set now. For leak checks; on the loop only. */
    int armedAlarms();

    /**
     * Stops taking tasks, runs what was queued, forgets all alarms and ends. Returns when the loop has ended, at once
     * if called on the loop itself.
     */
    @Override
    void close();

    /** @throws IllegalStateException when the caller does not run on this loop */
    default void assertInLoop() {
        if (!inLoop()) {
            throw new IllegalStateException("Must be called on its loop, but runs on " + Thread.currentThread());
        }
    }
}
