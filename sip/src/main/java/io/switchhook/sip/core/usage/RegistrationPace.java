package io.switchhook.sip.core.usage;

import io.switchhook.base.text.Sentences;
import java.time.Duration;

/**
 * How fast many registrations may be sent to one registrar.
 *
 * @param underWay how many may wait for an answer at once; at least 1
 * @param perSecond how many may begin in a second, 1 to 100,000; a tenth of that at once
 * @param patience one that has waited so long for its answer makes room for another, so that a silent registrar slows the others and does not stop them
 */
public record RegistrationPace(int underWay, int perSecond, Duration patience) {

    /** 32 at once, 250 a second: 5,000 lines in 20 seconds. */
    public static final RegistrationPace DEFAULT = new RegistrationPace(32, 250, Duration.ofSeconds(2));

    public RegistrationPace {
        if (underWay < 1 || perSecond < 1 || perSecond > 100_000 || patience.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(
                    "expected at least 1 registration at once, 1 to 100,000 a second and at least"
                            + " 1 ms of patience, but found " + underWay + ", " + perSecond + " and "
                            + Sentences.time(patience));
        }
    }

    long gapNanos() {
        return 1_000_000_000L / perSecond;
    }

    /** How far ahead of an even pace a burst may run. */
    long burstNanos() {
        return Math.max(0, perSecond / 10 - 1) * gapNanos();
    }

    /** How long so many take to begin. */
    public Duration timeFor(int registrations) {
        return Duration.ofNanos(registrations * gapNanos());
    }
}
