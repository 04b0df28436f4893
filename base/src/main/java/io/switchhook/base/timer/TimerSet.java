package io.switchhook.base.timer;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    /** While one timer at most is set; there are very many owners, and most of them wait for one thing. */
    private @Nullable E single;

    private long singleNanos = Timed.NEVER;

    /** All deadlines by ordinal, from the second timer on and until all are cancelled; {@code single} counts no more then. */
    private long @Nullable [] deadlines;

    public TimerSet(Class<E> type) {
        this.type = type;
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
        if (deadlines != null) {
            deadlines[name.ordinal()] = deadlineNanos;
        } else if (single == null || single == name) {
            single = deadlineNanos == Timed.NEVER ? null : name;
            singleNanos = deadlineNanos;
        } else if (deadlineNanos != Timed.NEVER) {
            deadlines = new long[type.getEnumConstants().length];
            Arrays.fill(deadlines, Timed.NEVER);
            deadlines[single.ordinal()] = singleNanos;
            deadlines[name.ordinal()] = deadlineNanos;
        }
    }

    public void cancel(E name) {
        setAt(name, Timed.NEVER);
    }

    /** Cancels every timer, so that none can be forgotten at an end. */
    public void cancelAll() {
        single = null;
        singleNanos = Timed.NEVER;
        deadlines = null;
    }

    public boolean isSet(E name) {
        return deadlines == null ? single == name : deadlines[name.ordinal()] != Timed.NEVER;
    }

    /** The earliest deadline, or {@link Timed#NEVER}. */
    public long nextDeadlineNanos() {
        if (deadlines == null) {
            return singleNanos;
        }
        long next = Timed.NEVER;
        for (long deadline : deadlines) {
            next = Math.min(next, deadline);
        }
        return next;
    }

    /** Takes out the earliest timer that is due at {@code nowNanos}; of equal deadlines the one declared first. Call until empty. */
    public Optional<E> pollDue(long nowNanos) {
        if (nextDeadlineNanos() > nowNanos) {
            return Optional.empty();
        }
        var due = earliest();
        due.ifPresent(this::cancel);
        return due;
    }

    private Optional<E> earliest() {
        if (deadlines == null) {
            return Optional.ofNullable(single);
        }
        int earliest = 0;
        for (int i = 1; i < deadlines.length; i++) {
            if (deadlines[i] < deadlines[earliest]) {
                earliest = i;
            }
        }
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
