package io.switchhook.sip.core.event;

import io.switchhook.base.random.Randomness;
import java.time.Duration;

/** Ever longer pauses with jitter, so that a thousand phones do not come back to a restarted server in the same second. */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration LONGEST_ASKED = Duration.ofDays(1);

    private final Randomness random;
    private int failures;

    Backoff(Randomness random) {
        this.random = random;
    }

    /** Not at all after a success, then as {@link #later}. */
    Duration soon() {
        return failures++ == 0 ? Duration.ZERO : delay(failures - 1);
    }

    Duration later() {
        return delay(++failures);
    }

    /** What the peer asks for, a second at least. */
    Duration asked(long seconds) {
        failures++;
        return Duration.ofSeconds(Math.max(1, Math.min(seconds, LONGEST_ASKED.toSeconds())));
    }

    void onSuccess() {
        failures = 0;
    }

    private Duration delay(int count) {
        long doubled = Math.min(FIRST.toMillis() << Math.min(count - 1, 10), LONGEST.toMillis());
        return Duration.ofMillis(doubled / 2 + (long) (random.nextDouble() * doubled / 2));
    }
}
