package io.switchhook.media.voice;

/**
 * Follows the power of the noise in each bin, also while somebody speaks: a bin counts as noise as far as it is improbable that there is speech in it
 * (Gerkmann and Hendriks 2012).
 */
final class NoiseFloor {
    /** How much louder than noise speech is expected to be where there is any, as a power: 15 dB. */
    private static final float SPEECH_TO_NOISE = 31.6f;

    private static final float SHARE = 0.1f;
    private static final float SHARE_OF_PRESENCE = 0.1f;
    private static final float ALMOST_SURE = 0.99f;

    /** In the pauses between words there is noise alone: the quietest moment of the last second or two, smoothed, is less than it by no more than this factor of power. */
    private static final float MOST_ABOVE_QUIETEST = 2.5f;

    private static final float SMOOTHING = 0.3f;
    private static final int FRAMES_TO_LOOK_BACK = 120;

    private final float[] power;
    private final float[] smooth;
    private final float[] quietest;
    private final float[] quietestBefore;
    private final float[] presence;
    private boolean begun;
    private int frames;

    NoiseFloor(int bins) {
        power = new float[bins];
        presence = new float[bins];
        smooth = new float[bins];
        quietest = new float[bins];
        quietestBefore = new float[bins];
        java.util.Arrays.fill(quietest, Float.MAX_VALUE);
        java.util.Arrays.fill(quietestBefore, Float.MAX_VALUE);
    }

    /**
     * Takes the power of a frame's bins.
     *
     * @param echo how much of it may be echo, which is no noise
     */
    void onFrame(float[] bins, float[] echo) {
        for (int k = 0; k < bins.length; k++) {
            if (!begun) {
                power[k] = bins[k];
                smooth[k] = bins[k];
                continue;
            }
            if (echo[k] > 0.1f * bins[k] && bins[k] > power[k]) {
                continue;
            }
            float louder = Math.min(50, bins[k] / (power[k] + 1e-3f));
            float speech = 1
                    / (1 + (1 + SPEECH_TO_NOISE) * (float) Math.exp(-louder * SPEECH_TO_NOISE / (1 + SPEECH_TO_NOISE)));
            presence[k] += SHARE_OF_PRESENCE * (speech - presence[k]);
            // Who is sure for a second is wrong: the noise itself has become louder.
            float probable = presence[k] > ALMOST_SURE ? Math.min(speech, ALMOST_SURE) : speech;
            power[k] += SHARE * (1 - probable) * (bins[k] - power[k]);
            smooth[k] += SMOOTHING * (bins[k] - smooth[k]);
            quietest[k] = Math.min(quietest[k], smooth[k]);
            power[k] = Math.min(power[k], MOST_ABOVE_QUIETEST * Math.min(quietest[k], quietestBefore[k]));
        }
        frames++;
        if (frames == FRAMES_TO_LOOK_BACK) {
            frames = 0;
            System.arraycopy(quietest, 0, quietestBefore, 0, quietest.length);
            System.arraycopy(smooth, 0, quietest, 0, quietest.length);
        }
        begun = begun || sum(bins) > 0;
    }

    private static float sum(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    float power(int bin) {
        return power[bin];
    }
}
