package io.switchhook.media.pcm;

/**
 * Takes linear 16-bit mono audio. Called on the media loop each frame, so it must neither block nor throw.
 *
 * <p>It says itself at what rate; a stream converts what its codec gives to that. So a sink keeps its rate whatever is
 * agreed on, also when a re-INVITE changes the codec.
 */
@FunctionalInterface
public interface PcmSink {

    /** Takes the samples; the array is reused after the call, so copy what must stay. */
    void write(short[] samples, int offset, int length);

    /**
     * Samples a second that it wants, the same all its life: a multiple of 100 from 8000 to 48000 where it is to hear a
     * call. 8000, as the telephone has it, unless it says otherwise.
     */
    default int sampleRate() {
        return PcmFormat.NARROWBAND_RATE;
    }

    /** A sink that wants so many samples a second, for a lambda: {@code PcmSink.at(16_000, bot::hear)}. */
    static PcmSink at(int sampleRate, PcmSink sink) {
        return new PcmSink() {
            @Override
            public void write(short[] samples, int offset, int length) {
                sink.write(samples, offset, length);
            }

            @Override
            public int sampleRate() {
                return sampleRate;
            }
        };
    }
}
