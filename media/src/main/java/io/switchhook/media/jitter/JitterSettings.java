package io.switchhook.media.jitter;

import io.switchhook.base.text.Sentences;
import java.time.Duration;

/**
 * Bounds of the playout delay, counted from the arrival of the fastest packets.
 *
 * @param initialDelay delay before anything is known of the network
 * @param minDelay the delay is never adapted below this
 * @param maxDelay audio that comes later than this after the fastest is given up
 * @param capacity most packets held, a power of two from 16 to 1024; bounds the memory
 */
public record JitterSettings(Duration initialDelay, Duration minDelay, Duration maxDelay, int capacity) {

    public JitterSettings {
        if (minDelay.isNegative() || initialDelay.compareTo(minDelay) < 0 || maxDelay.compareTo(initialDelay) < 0) {
            throw new IllegalArgumentException("Expected 0 <= min <= initial <= max, got " + Sentences.time(minDelay)
                    + ", " + Sentences.time(initialDelay) + ", " + Sentences.time(maxDelay));
        }
        if (maxDelay.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException("A delay of more than 10 s is no call: " + Sentences.time(maxDelay));
        }
        if (capacity < 16 || capacity > 1024 || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("Capacity must be a power of two from 16 to 1024, is " + capacity);
        }
    }

    /** 40 ms to begin with, 20 to 300 ms, 128 packets. */
    public static JitterSettings standard() {
        return new JitterSettings(Duration.ofMillis(40), Duration.ofMillis(20), Duration.ofMillis(300), 128);
    }

    /** Without adaptation, for tests and for local networks. */
    public static JitterSettings fixed(Duration delay) {
        return new JitterSettings(delay, delay, delay, 128);
    }
}
