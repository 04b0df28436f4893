package io.switchhook.media.pcm;

import java.util.Arrays;

/**
 * Adds frames of any number of sources, saturating only at the end, so that the order does not matter. {@link
 * #clear}, {@link #add} each source, then {@link #mixAll} for a
 * listener or {@link #mixWithout} for one who must not hear himself. Allocates nothing.
 */
public final class Mixer {
    private static final int GAIN_SHIFT = 12;

    private final int[] sum;
    private final int[] rest;

    /** @param frameSamples most samples of a frame */
    public Mixer(int frameSamples) {
        sum = new int[frameSamples];
        rest = new int[frameSamples];
    }

    /** Begins the next frame. */
    public void clear() {
        Arrays.fill(sum, 0);
    }

    public void add(short[] samples, int offset, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] += samples[offset + i];
        }
    }

    /** @param gain factor from 0 to 8; not to be used for a source that is taken out again by {@link #mixWithout} */
    public void add(short[] samples, int offset, int length, double gain) {
        if (!(gain >= 0 && gain <= 8)) {
            throw new IllegalArgumentException("Gain must be 0 to 8, is " + gain);
        }
        int factor = (int) (gain * (1 << GAIN_SHIFT));
        for (int i = 0; i < length; i++) {
            sum[i] += samples[offset + i] * factor >> GAIN_SHIFT;
        }
    }

    public void mixAll(short[] target, int offset, int length) {
        for (int i = 0; i < length; i++) {
            target[offset + i] = Level.saturate(sum[i]);
        }
    }

    /** The sum without one source that was added with no gain. {@code own} and {@code target} may be the same. */
    public void mixWithout(short[] own, int ownOffset, short[] target, int offset, int length) {
        for (int i = 0; i < length; i++) {
            target[offset + i] = Level.saturate(sum[i] - own[ownOffset + i]);
        }
    }

    /** As {@link #mixAll(short[], int, int)}, where what is too loud is turned down and not cut. */
    public void mixAll(short[] target, int offset, int length, Limiter limiter) {
        limiter.process(sum, length, target, offset);
    }

    /** As {@link #mixWithout(short[], int, short[], int, int)}, where what is too loud is turned down and not cut. */
    public void mixWithout(short[] own, int ownOffset, short[] target, int offset, int length, Limiter limiter) {
        for (int i = 0; i < length; i++) {
            rest[i] = sum[i] - own[ownOffset + i];
        }
        limiter.process(rest, length, target, offset);
    }
}
