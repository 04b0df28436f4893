package io.switchhook.phone;

import io.switchhook.media.pcm.PcmFormat;
import java.util.Objects;

/**
 * How a conversation is recorded. {@link #DEFAULT} fits most; the {@code with} methods change one thing each.
 *
 * @param layout what stands in which channel
 * @param sampleRate of the file, in hertz: 8,000 to 48,000, a multiple of 100; calls of other rates are converted
 * @param pausesKept whether a pause is as long in the file as it was, and silent; otherwise it is left out
 */
public record RecordingOptions(Layout layout, int sampleRate, boolean pausesKept) {

    /** What stands in which channel of the file. */
    public enum Layout {
        /** One channel, both sides in it. */
        MIXED(1),
        /** Two channels: what we send left, what we hear right. */
        STEREO(2);

        private final int channels;

        Layout(int channels) {
            this.channels = channels;
        }

        int channels() {
            return channels;
        }
    }

    /** Both sides in one channel of 8 kHz, pauses silent: 1 MB a minute. */
    public static final RecordingOptions DEFAULT = new RecordingOptions(Layout.MIXED, PcmFormat.NARROWBAND_RATE, true);

    public RecordingOptions {
        Objects.requireNonNull(layout, "layout");
        PcmFormat.requireCallRate(sampleRate);
    }

    /** We left, the other side right. */
    public RecordingOptions withStereo() {
        return new RecordingOptions(Layout.STEREO, sampleRate, pausesKept);
    }

    public RecordingOptions withSampleRate(int hertz) {
        return new RecordingOptions(layout, hertz, pausesKept);
    }

    /** What is paused leaves no gap in the file. */
    public RecordingOptions withoutPauses() {
        return new RecordingOptions(layout, sampleRate, false);
    }
}
