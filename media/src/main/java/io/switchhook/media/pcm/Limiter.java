package io.switchhook.media.pcm;

/**
 * Brings a sum of several voices back into 16 bits without the crackle of cut peaks: where a frame would be too loud it is turned down as a whole, at once, and up again over
 * the next half second. One for each listener; allocates nothing.
 */
public final class Limiter {
    /** How far a frame of 10 ms may come up: from silence to full in half a second. */
    private static final double RISE = 0.02;

    /** A step of the gain is spread over so many samples, or it would click. */
    private static final int RAMP = 16;

    private double gain = 1;

    /** The factor that the last sample was turned down by, 0 to 1; 1 when nothing was too loud. */
    public double gain() {
        return gain;
    }

    /** Writes the frame, which is not changed, to the target. */
    public void process(int[] frame, int length, short[] target, int offset) {
        double wanted = Math.min(Math.min(1, gain + RISE), largestGain(frame, length));
        if (wanted == 1 && gain == 1) {
            for (int i = 0; i < length; i++) {
                target[offset + i] = (short) frame[i];
            }
            return;
        }
        double from = gain;
        // Down within a moment, up over the whole frame.
        int ramp = Math.max(1, wanted < from ? Math.min(RAMP, length) : length);
        for (int i = 0; i < length; i++) {
            double now = i < ramp ? from + (wanted - from) * (i + 1) / ramp : wanted;
            target[offset + i] = Level.saturate((int) Math.round(frame[i] * now));
        }
        gain = wanted;
    }

    /** How loud the frame may be played. */
    private static double largestGain(int[] frame, int length) {
        int peak = Short.MAX_VALUE;
        for (int i = 0; i < length; i++) {
            peak = Math.max(peak, Math.abs(frame[i]));
        }
        return (double) Short.MAX_VALUE / peak;
    }
}
