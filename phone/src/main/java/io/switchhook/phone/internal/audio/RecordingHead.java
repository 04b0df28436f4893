package io.switchhook.phone.internal.audio;

import io.switchhook.media.pcm.Limiter;
import io.switchhook.media.pcm.Mixer;
import io.switchhook.media.pcm.Resampler;

/** Brings what two sides say, each at the rate it has, into the channels and the rate of a recording. Allocates nothing from frame to frame. By one thread at a time. */
public final class RecordingHead {
    private final int channels;
    private final Limiter limiter = new Limiter();
    private final Side sent;
    private final Side heard;
    private Mixer mixer = new Mixer(0);
    private short[] frame = {};

    /** @param channels 1, in which both sides are mixed, or 2, one for each side */
    public RecordingHead(int channels, int sampleRate) {
        this.channels = channels;
        this.sent = new Side(sampleRate);
        this.heard = new Side(sampleRate);
    }

    /** One side, converted to the rate of the file. */
    private static final class Side {
        private final int fileRate;
        private int rate;
        private Resampler resampler;
        private short[] samples = {};

        Side(int fileRate) {
            this.fileRate = fileRate;
            this.rate = fileRate;
            this.resampler = new Resampler(fileRate, fileRate);
        }

        int take(short[] said, int offset, int length, int saidRate) {
            if (saidRate != rate) {
                rate = saidRate;
                resampler = new Resampler(rate, fileRate);
            }
            if (samples.length < resampler.maxOutput(length)) {
                samples = new short[resampler.maxOutput(length)];
            }
            return resampler.process(said, offset, length, samples, 0);
        }
    }

    /** We say that; both sides are to be as long in time. */
    private int sentLength;

    public void send(short[] said, int length, int rate) {
        sentLength = sent.take(said, 0, length, rate);
    }

    /** The other side says that at the same time. Returns how many samples {@link #frame} has then. */
    public int hear(short[] said, int offset, int length, int rate) {
        int count = heard.take(said, offset, length, rate);
        if (frame.length < count * channels) {
            frame = new short[count * channels];
            mixer = new Mixer(count);
        }
        int both = Math.min(sentLength, count);
        if (channels == 1) {
            mixer.clear();
            mixer.add(sent.samples, 0, both);
            mixer.add(heard.samples, 0, count);
            mixer.mixAll(frame, 0, count, limiter);
        } else {
            for (int i = 0; i < count; i++) {
                frame[2 * i] = i < both ? sent.samples[i] : 0;
                frame[2 * i + 1] = heard.samples[i];
            }
        }
        sentLength = 0;
        return count * channels;
    }

    /** What was composed last. */
    public short[] frame() {
        return frame;
    }
}
