package io.switchhook.media.pcm;

/**
 * Gives linear 16-bit mono audio. Called on the media loop each frame, so it must neither block nor throw. What it does
 * not give is filled with silence.
 *
 * <p>It says itself at what rate; a stream converts that to what its codec needs. So a source keeps its rate whatever
 * is agreed on, also when a re-INVITE changes the codec.
 */
@FunctionalInterface
public interface PcmSource {

    /**
     * @param length samples wanted
     * @return samples written at {@code offset}: 0 to {@code length}; fewer means that there is nothing more at
     *     the moment
     */
    int read(short[] target, int offset, int length);

    /**
     * Samples a second of what it gives, the same all its life: a multiple of 100 from 8000 to 48000 where it is to be
     * sent in a call. 8000, as the telephone has it, unless it says otherwise.
     */
    default int sampleRate() {
        return PcmFormat.NARROWBAND_RATE;
    }

    /** A source that gives so many samples a second, for a lambda: {@code PcmSource.at(16_000, bot::speak)}. */
    static PcmSource at(int sampleRate, PcmSource source) {
        return new PcmSource() {
            @Override
            public int read(short[] target, int offset, int length) {
                return source.read(target, offset, length);
            }

            @Override
            public int sampleRate() {
                return sampleRate;
            }
        };
    }
}
