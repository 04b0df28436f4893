package io.switchhook.sip.core.usage;

import io.switchhook.base.random.Randomness;
import java.time.Duration;
import java.util.Optional;

/** How long a registration waits before it is tried again: ever longer, and never in step with others. */
final class RetryTimes {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(10);
    private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);
    /** RFC 5626 §4.5. */
    private static final Duration BASE_WITHOUT_FLOW = Duration.ofSeconds(30);

    private static final Duration BASE_WITH_FLOW = Duration.ofSeconds(90);
    private static final Duration LONGEST_OUTBOUND = Duration.ofSeconds(1800);

    /** Before that a restarted server may not be back. */
    private static final Duration SOONEST_RECONNECT = Duration.ofSeconds(2);

    private static final Duration RECONNECT_SPREAD = Duration.ofSeconds(8);
    private static final Duration BETWEEN_RECONNECTS = Duration.ofMinutes(1);

    private final Randomness random;
    private int failures;
    private long noReconnectBeforeNanos;

    RetryTimes(Randomness random) {
        this.random = random;
    }

    void onSuccess() {
        failures = 0;
    }

    /** After another failure: the time that the registrar asks for and up to an eighth more; else doubling, half to the whole of it. */
    Duration next(Optional<Duration> asked) {
        long doubled = FIRST_RETRY.toMillis() << Math.min(failures, 10);
        failures++;
        return asked(asked).orElseGet(() -> halfToWhole(Math.min(doubled, LONGEST_RETRY.toMillis())));
    }

    /**
     * RFC 5626 §4.5; a registrar that asks for more gets it.
     *
     * @param othersStand whether another flow of the same line stands
     */
    Duration nextOutbound(Optional<Duration> asked, boolean othersStand) {
        failures++;
        long base = (othersStand ? BASE_WITH_FLOW : BASE_WITHOUT_FLOW).toMillis();
        var delay = halfToWhole(Math.min(LONGEST_OUTBOUND.toMillis(), base << Math.min(failures, 10)));
        return asked(asked).filter(time -> time.compareTo(delay) > 0).orElse(delay);
    }

    /**
     * When a registration is renewed whose connection is lost: telephones do not come back to a restarted server in the same second, and one that closes whatever is idle hears
     * of each once a minute.
     */
    long reconnectAt(long nowNanos) {
        long soon = nowNanos + SOONEST_RECONNECT.plus(part(RECONNECT_SPREAD)).toNanos();
        long at = Math.max(soon, noReconnectBeforeNanos);
        noReconnectBeforeNanos = at + BETWEEN_RECONNECTS.toNanos();
        return at;
    }

    private Optional<Duration> asked(Optional<Duration> asked) {
        return asked.map(time -> time.compareTo(SHORTEST_RETRY) < 0 ? SHORTEST_RETRY : time)
                .map(time -> time.plus(part(time.dividedBy(8))));
    }

    private Duration halfToWhole(long millis) {
        var half = Duration.ofMillis(millis).dividedBy(2);
        return half.plus(part(half));
    }

    /** Somewhere between nothing and the whole. */
    Duration part(Duration whole) {
        return Duration.ofMillis((long) (random.nextDouble() * whole.toMillis()));
    }
}
