package io.switchhook.media.session;

import io.switchhook.media.pcm.Level;
import java.nio.ByteBuffer;

/** Noise of the level and the spectrum that the other side describes while it is silent (RFC 3389 §3). */
final class ComfortNoise {
    /** Reflection coefficients that are used; those of a higher order may be taken for zero (RFC 3389 §3). */
    static final int MOST_ORDER = 16;

    private static final int LEVEL = 0x7F;
    private static final int RESERVED = 0xFF;
    private static final double STEP = 258.0 / 32_768;

    /** A change of the level takes some milliseconds, so that it is no click. */
    private static final float GLIDE = 0.01f;

    private static final float FULL_SCALE = 32_768;

    private final float[] reflections = new float[MOST_ORDER];
    private final float[] backward = new float[MOST_ORDER + 1];
    private boolean sounding;
    private float gain;
    private float wantedGain;
    private int dice = 1;

    /** Whether there is noise to be heard. */
    boolean isSounding() {
        return sounding;
    }

    /** A description that has come, from position to limit: one level, and as many coefficients as there are. Of an empty one there is silence. */
    void take(ByteBuffer payload) {
        int level = payload.hasRemaining() ? payload.get(payload.position()) & LEVEL : LEVEL;
        double left = 1;
        for (int i = 0; i < MOST_ORDER; i++) {
            int at = payload.position() + 1 + i;
            int index = at < payload.limit() ? payload.get(at) & 0xFF : RESERVED;
            double reflection = index == RESERVED ? 0 : STEP * (index - 127);
            reflections[i] = (float) reflection;
            left *= 1 - reflection * reflection;
        }
        // What the filter resonates at must not make it louder than what was said.
        double power = level == LEVEL ? 0 : Math.pow(10, level / -10.0) * left;
        wantedGain = (float) (FULL_SCALE * Math.sqrt(power));
        if (!sounding) {
            sounding = true;
            gain = wantedGain;
            java.util.Arrays.fill(backward, 0);
        }
    }

    /** Somebody speaks. */
    void stop() {
        sounding = false;
    }

    /** Writes so many samples of noise. */
    void write(short[] out, int offset, int length) {
        for (int i = 0; i < length; i++) {
            gain += GLIDE * (wantedGain - gain);
            float forward = gain * dice();
            for (int k = MOST_ORDER - 1; k >= 0; k--) {
                forward -= reflections[k] * backward[k];
                backward[k + 1] = backward[k] + reflections[k] * forward;
            }
            backward[0] = forward;
            out[offset + i] = Level.saturate(Math.round(forward));
        }
    }

    /** A number from -1.73 to 1.73 whose mean square is 1; the same row in each run. */
    private float dice() {
        dice = dice * 1_664_525 + 1_013_904_223;
        return (dice >> 8) * (1.7320508f / (1 << 23));
    }
}
