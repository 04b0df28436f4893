package io.switchhook.devices;

import io.switchhook.media.pcm.Level;

/** Volume, mute and level meter of a device; set by any thread, applied on the thread of the device. */
final class Loudness {
    private static final double LOUDEST = 8;

    private volatile double volume = 1;
    private volatile boolean muted;
    private volatile double level = Level.SILENCE_DBOV;

    void volume(double factor) {
        if (!(factor >= 0 && factor <= LOUDEST)) {
            throw new IllegalArgumentException("A volume is a factor from 0 to 8, 1 for unchanged, not " + factor);
        }
        volume = factor;
    }

    double volume() {
        return volume;
    }

    void muted(boolean silent) {
        muted = silent;
    }

    boolean muted() {
        return muted;
    }

    double level() {
        return level;
    }

    /** Makes the samples as loud as is wanted, and measures them. */
    void apply(short[] samples, int length) {
        double factor = muted ? 0 : volume;
        if (factor != 1) {
            for (int i = 0; i < length; i++) {
                samples[i] = Level.saturate((int) Math.round(samples[i] * factor));
            }
        }
        level = Level.rmsDbov(samples, 0, length);
    }
}
