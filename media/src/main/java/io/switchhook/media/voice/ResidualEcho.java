package io.switchhook.media.voice;

/**
 * Says how much of what the canceller has left is echo all the same, in each bin: a share of the echo that it expected. The share is found in bands,
 * by how what is left rises and falls with what was expected (Valin 2007): a voice in the room does so by itself.
 */
final class ResidualEcho {
    private static final int BAND_HERTZ = 500;
    private static final float SHARE = 0.025f;
    private static final float LEAST_LEAK = 0.003f;
    private static final float MOST_LEAK = 30;

    /** Two voices rise and fall together so far by chance. */
    private static final float CHANCE = 0.2f;

    private static final float CERTAIN = 0.5f;

    /** Reverberation that outlives the filter. */
    private static final float FADES = 0.5f;

    private final int bins;
    private final int width;
    private final float[] expectedMean;
    private final float[] leftMean;
    private final float[] both;
    private final float[] variance;
    private final float[] leftVariance;
    private final float[] leak;
    private final float[] power;

    ResidualEcho(int bins, int rate) {
        this.bins = bins;
        width = Math.max(1, BAND_HERTZ * 2 * (bins - 1) / rate);
        int bands = (bins + width - 1) / width;
        expectedMean = new float[bands];
        leftMean = new float[bands];
        both = new float[bands];
        variance = new float[bands];
        leftVariance = new float[bands];
        leak = new float[bands];
        java.util.Arrays.fill(leak, 1);
        power = new float[bins];
    }

    /** Takes the power of what was expected and of what is left, and gives that of the echo in it. */
    float[] onFrame(float[] expected, float[] left) {
        for (int band = 0; band < leak.length; band++) {
            int from = band * width;
            int to = Math.min(bins, from + width);
            compare(band, sum(expected, from, to), sum(left, from, to));
            for (int k = from; k < to; k++) {
                power[k] = Math.min(left[k], Math.max(leak[band] * expected[k], FADES * power[k]));
            }
        }
        return power;
    }

    private static float sum(float[] values, int from, int to) {
        float sum = 0;
        for (int k = from; k < to; k++) {
            sum += values[k];
        }
        return sum;
    }

    private void compare(int band, float expected, float left) {
        float rise = expected - expectedMean[band];
        float leftRise = left - leftMean[band];
        expectedMean[band] += SHARE * rise;
        leftMean[band] += SHARE * leftRise;
        both[band] += SHARE * (rise * leftRise - both[band]);
        variance[band] += SHARE * (rise * rise - variance[band]);
        leftVariance[band] += SHARE * (leftRise * leftRise - leftVariance[band]);
        if (variance[band] > 1) {
            float alike = both[band] / (float) Math.sqrt((double) variance[band] * leftVariance[band] + 1);
            float sure = Math.max(0, Math.min(1, (alike - CHANCE) / (CERTAIN - CHANCE)));
            leak[band] = Math.max(LEAST_LEAK, Math.min(MOST_LEAK, sure * both[band] / variance[band]));
        }
    }
}
