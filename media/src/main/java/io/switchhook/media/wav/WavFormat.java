package io.switchhook.media.wav;

/**
 * The format of a WAV file's samples.
 *
 * @param sampleRate hertz, 1,000 to 384,000
 * @param channels interleaved, 1 to 32
 */
public record WavFormat(WavEncoding encoding, int sampleRate, int channels) {
    public WavFormat {
        if (!isSampleRate(sampleRate) || !isChannels(channels)) {
            throw new IllegalArgumentException(
                    "Expected 1000 to 384000 Hz and 1 to 32 channels, got " + sampleRate + " Hz, " + channels);
        }
    }

    static boolean isSampleRate(long sampleRate) {
        return sampleRate >= 1_000 && sampleRate <= 384_000;
    }

    static boolean isChannels(int channels) {
        return channels >= 1 && channels <= 32;
    }

    /** Bytes of one sample of all channels. */
    public int frameBytes() {
        return encoding.bytesPerSample() * channels;
    }
}
