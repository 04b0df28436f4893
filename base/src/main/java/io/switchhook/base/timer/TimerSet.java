package io.switchhook.base.timer;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The named deadlines of one owner. A timer has no callback: the owner asks {@link #pollDue(long)} what has come due. Not thread-safe; used on
 * the owner's loop.
 *
 * <p>The time scale is the loop's: nanoseconds from an arbitrary origin, never negative in practice and far from overflow.
 *
 * @param <E> the names, usually RFC letters: {@code enum Timer { A, B, D }}
 */
public final class TimerSet<E extends Enum<E>> {
    /** The latest deadline that still differs from "not set". */
    private static final long LATEST = Timed.NEVER - 1;

    private static final long LATEST_SECONDS = LATEST / 1_000_000_000;

    private final Class<E> type;
    private final long[] deadlines;

    public TimerSet(Class<E> type) {
        this.type = type;
        deadlines = new long[type.getEnumConstants().length];
        Arrays.fill(deadlines, Timed.NEVER);
    }

    /** Sets, or moves, the timer to {@code nowNanos + delay}. A negative delay counts as zero, one beyond the end of the time scale as that end. */
    public void set(E name, long nowNanos, Duration delay) {
        if (delay.isNegative()) {
            setAt(name, nowNanos);
        } else {
            long wanted = delay.getSeconds() < LATEST_SECONDS ? delay.toNanos() : LATEST;
            setAt(name, nowNanos + Math.min(wanted, LATEST - Math.max(0, nowNanos)));
        }
    }

    /** Sets, or moves, the timer to an absolute deadline; {@link Timed#NEVER} cancels it. */
    public void setAt(E name, long deadlineNanos) {
        deadlines[name.ordinal()] = deadlineNanos;
    }

    public void cancel(E name) {
        deadlines[name.ordinal()] = Timed.NEVER;
    }

    /** Cancels every timer, so that none can be forgotten at an end. */
    public void cancelAll() {
        Arrays.fill(deadlines, Timed.NEVER);
    }

    public boolean isSet(E name) {
        return deadlines[name.ordinal()] != Timed.NEVER;
    }

    /** The earliest deadline, or {@link Timed#NEVER}. */
    public long nextDeadlineNanos() {
        long next = Timed.NEVER;
        for (long deadline : deadlines) {
            next = Math.min(next, deadline);
        }
        return next;
    }

    /** Takes out the earliest timer that is due at {@code nowNanos}; of equal deadlines the one declared first. Call until empty. */
    public Optional<E> pollDue(long nowNanos) {
        int earliest = -1;
        for (int i = 0; i < deadlines.length; i++) {
            if (deadlines[i] <= nowNanos && (earliest < 0 || deadlines[i] < deadlines[earliest])) {
                earliest = i;
            }
        }
        if (earliest < 0) {
            return Optional.empty();
        }
        deadlines[earliest] = Timed.NEVER;
        return Optional.of(type.getEnumConstants()[earliest]);
    }

    /** The timers now set, for tests and traces. */
    public Set<E> armed() {
        Set<E> armed = EnumSet.noneOf(type);
        for (E name : type.getEnumConstants()) {
            if (isSet(name)) {
                armed.add(name);
            }
        }
        return armed;
    }
}
