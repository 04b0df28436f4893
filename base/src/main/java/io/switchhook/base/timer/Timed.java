package io.switchhook.base.timer;

/**
 * Something that wants to be told when a moment has come. The owner of a {@link Timed} arms one alarm for {@link #nextDeadlineNanos()} after
 * each input it gives it, and calls {@link #onTime(long)} when that moment is reached.
 */
public interface Timed {

    /** No deadline is set. */
    long NEVER = Long.MAX_VALUE;

    /** The earliest deadline on the loop's nanosecond scale, or {@link #NEVER}. */
    long nextDeadlineNanos();

    /** Handles every deadline that is due at {@code nowNanos}. Calling it early or twice does nothing. */
    void onTime(long nowNanos);
}
