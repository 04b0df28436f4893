package io.switchhook.media.pcm;

import java.time.Duration;

/**
 * Linear 16-bit audio.
 *
 * @param sampleRate hertz, 1,000 to 384,000
 * @param channels interleaved, 1 to 32
 */
public record PcmFormat(int sampleRate, int channels) {
    private static final long NANOS = 1_000_000_000L;

    public PcmFormat {
        if (sampleRate < 1_000 || sampleRate > 384_000 || channels < 1 || channels > 32) {
            throw new IllegalArgumentException(
                    "Expected 1000 to 384000 Hz and 1 to 32 channels, got " + sampleRate + " Hz, " + channels);
        }
    }

    /** One channel of 8 kHz: the telephone. */
    public static PcmFormat narrowband() {
        return new PcmFormat(8000, 1);
    }

    /** Samples of all channels in the time; a fraction of a sample is dropped. */
    public int samplesIn(Duration time) {
        return Math.toIntExact(time.toNanos() * sampleRate / NANOS * channels);
    }

    /** How long that many samples of all channels last. */
    public Duration durationOf(long samples) {
        return Duration.ofNanos(samples / channels * NANOS / sampleRate);
    }
}
