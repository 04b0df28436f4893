package io.switchhook.sip.core.transaction;

import io.switchhook.base.text.Sentences;
import java.time.Duration;

/**
 * The timer values of RFC 3261 appendix A and RFC 6026 §8.11.
 *
 * @param t1 estimate of the round trip time; 500 ms
 * @param t2 longest interval between two retransmissions of a request other than INVITE, or of a final response to INVITE; 4 s
 * @param t4 longest time a message stays in the network; 5 s
 */
public record TimerValues(Duration t1, Duration t2, Duration t4) {

    public static final TimerValues DEFAULT =
            new TimerValues(Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5));

    /** RFC 6026 §8.4: a client cannot know the T1 of its server, hence an absolute least value. */
    private static final Duration LEAST_D = Duration.ofSeconds(32);

    private static final Duration UNTIL_TRYING = Duration.ofMillis(200);

    public TimerValues {
        requirePositive("T1", t1);
        requirePositive("T4", t4);
        if (t2.compareTo(t1) < 0) {
            throw new IllegalArgumentException(
                    "T2 must be T1 (" + Sentences.time(t1) + ") or more, but is " + Sentences.time(t2));
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    name + " must be more than zero and an hour at most, but is " + Sentences.time(value));
        }
    }

    /** 64*T1: Timers B, F, H, L and M, and the wait for a final response after a CANCEL. */
    public Duration giveUp() {
        return Duration.ofNanos(64 * t1.toNanos());
    }

    /** Timer D: how long a client absorbs repeated final responses to INVITE. */
    public Duration d(boolean reliable) {
        return reliable ? Duration.ZERO : longer(LEAST_D, giveUp());
    }

    /** Timer I: how long a server absorbs repeated ACKs. */
    public Duration i(boolean reliable) {
        return reliable ? Duration.ZERO : t4;
    }

    /** Timer J: how long a server absorbs repeated requests other than INVITE. */
    public Duration j(boolean reliable) {
        return reliable ? Duration.ZERO : giveUp();
    }

    /** Timer K: how long a client absorbs repeated responses to requests other than INVITE. */
    public Duration k(boolean reliable) {
        return reliable ? Duration.ZERO : t4;
    }

    /** The time a server lets its user have before it sends 100 to an INVITE by itself (RFC 3261 §17.2.1). */
    public Duration inviteTrying() {
        return UNTIL_TRYING;
    }

    /** The time from the request until a client's Timer E is reset to T2, before which no 100 may answer over UDP (RFC 4320 §4.1); 3.5 s. */
    public Duration nonInviteTrying() {
        long sum = 0;
        for (long interval = t1.toNanos(); interval < t2.toNanos(); interval *= 2) {
            sum += interval;
        }
        return Duration.ofNanos(sum);
    }

    /** Twice the interval, T2 at most: Timers E and G. */
    Duration doubled(Duration interval) {
        var twice = interval.plus(interval);
        return twice.compareTo(t2) < 0 ? twice : t2;
    }

    /** Whether a deadline is looked at so late that the host was asleep, or its loop busy for as long: longer than T2, so that repetitions are missing. */
    boolean hasSlept(long deadlineNanos, long nowNanos) {
        return nowNanos - deadlineNanos > t2.toNanos();
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }
}
