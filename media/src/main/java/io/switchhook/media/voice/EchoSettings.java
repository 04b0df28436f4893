package io.switchhook.media.voice;

import java.time.Duration;
import java.util.Objects;

/**
 * How echo is cancelled. {@link #DEFAULT} fits a room with devices of a computer.
 *
 * @param tail how long after its beginning an echo is looked for, 64 to 256 ms: what a room adds to the delay. Twice the tail costs twice the work
 * @param maxDelay the longest delay that is looked for between a sound given to the loudspeaker and its echo in the microphone, 0 to 1000 ms: what devices and their buffers add
 * @param suppression whether what the canceller leaves is suppressed too, and the gap filled with noise as loud as there was
 */
public record EchoSettings(Duration tail, Duration maxDelay, boolean suppression) {
    private static final Duration LEAST_TAIL = Duration.ofMillis(64);
    private static final Duration MOST_TAIL = Duration.ofMillis(256);
    private static final Duration MOST_DELAY = Duration.ofMillis(1000);

    /** 128 ms of tail, delays up to 500 ms, with suppression. */
    public static final EchoSettings DEFAULT = new EchoSettings(Duration.ofMillis(128), Duration.ofMillis(500), true);

    public EchoSettings {
        Objects.requireNonNull(tail, "tail");
        Objects.requireNonNull(maxDelay, "maxDelay");
        if (tail.compareTo(LEAST_TAIL) < 0 || tail.compareTo(MOST_TAIL) > 0) {
            throw new IllegalArgumentException("The tail of an echo is 64 to 256 ms, not " + tail.toMillis());
        }
        if (maxDelay.isNegative() || maxDelay.compareTo(MOST_DELAY) > 0) {
            throw new IllegalArgumentException("The delay of an echo is 0 to 1000 ms, not " + maxDelay.toMillis());
        }
    }

    /** As long as this an echo is looked for, 64 to 256 ms. */
    public EchoSettings withTail(Duration longest) {
        return new EchoSettings(longest, maxDelay, suppression);
    }

    /** As late as this an echo may begin, 0 to 1000 ms. */
    public EchoSettings withMaxDelay(Duration longest) {
        return new EchoSettings(tail, longest, suppression);
    }

    /** Takes away what is known to be echo, and nothing else: no delay is added, and no voice touched. */
    public EchoSettings withoutSuppression() {
        return new EchoSettings(tail, maxDelay, false);
    }
}
