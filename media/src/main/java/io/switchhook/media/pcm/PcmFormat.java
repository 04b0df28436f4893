package io.switchhook.media.pcm;

import java.time.Duration;

/**
 * Linear 16-bit audio.
 *
 * @param sampleRate hertz, 1,000 to 384,000
 * @param channels interleaved, 1 to 32
 */
public record PcmFormat(int sampleRate, int channels) {
    /** Hertz of the telephone. */
    public static final int NARROWBAND_RATE = 8000;

    /** Hertz of G.722, and as much as speech needs. */
    public static final int WIDEBAND_RATE = 16_000;

    private static final long NANOS = 1_000_000_000L;
    private static final int HIGHEST_CALL_RATE = 48_000;
    /** A frame of 10 ms is a whole number of samples. */
    private static final int CALL_RATE_STEP = 100;

    public PcmFormat {
        if (sampleRate < 1_000 || sampleRate > 384_000 || channels < 1 || channels > 32) {
            throw new IllegalArgumentException(
                    "Expected 1000 to 384000 Hz and 1 to 32 channels, got " + sampleRate + " Hz, " + channels);
        }
    }

    /** One channel of 8 kHz: the telephone. */
    public static PcmFormat narrowband() {
        return new PcmFormat(NARROWBAND_RATE, 1);
    }

    /**
     * The rate itself where audio of a call may have it.
     *
     * @throws IllegalArgumentException when it is no multiple of 100 from 8000 to 48000
     */
    public static int requireCallRate(int sampleRate) {
        if (sampleRate < NARROWBAND_RATE || sampleRate > HIGHEST_CALL_RATE || sampleRate % CALL_RATE_STEP != 0) {
            throw new IllegalArgumentException(
                    "Audio of a call has a multiple of 100 Hz from 8000 to 48000, not " + sampleRate);
        }
        return sampleRate;
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
