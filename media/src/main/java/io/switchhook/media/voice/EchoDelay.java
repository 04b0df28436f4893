package io.switchhook.media.voice;

/**
 * Finds how long what is played takes to come back, in blocks of 10 ms: for each delay that may be, how coherent is the microphone with what was
 * played so long before (Knapp and Carter 1976), over the last second of sound and the frequencies of speech. Whoever speaks here does not disturb
 * that, being coherent with nothing that was played. A tone that goes on is coherent with all delays, and says nothing.
 */
final class EchoDelay {
    private static final int LOWEST_HERTZ = 300;
    private static final int HIGHEST_HERTZ = 3400;

    /** Share of the last block in what is remembered: a second or so. */
    private static final float SHARE = 0.015f;

    /** Quieter than this, as a mean square, nothing is played. */
    private static final float SILENCE = 100;

    /** Blocks with sound before there is an opinion. */
    private static final int LEAST_BLOCKS = 40;

    private static final float LEAST_COHERENCE = 0.06f;
    private static final float LEAST_DISTINCTION = 3;

    private final int block;
    private final int lags;
    private final int firstBin;
    private final int bins;
    private final RealFft fft;
    private final float[] window;
    private final float[] lastPlayed;
    private final float[] lastHeard;
    private final float[] spectrumReal;
    private final float[] spectrumImaginary;
    private final float[][] playedReal;
    private final float[][] playedImaginary;
    private final float[][] crossReal;
    private final float[][] crossImaginary;
    private final float[] playedPower;
    private final float[] heardReal;
    private final float[] heardImaginary;
    private final float[] heardPower;
    private final float[] coherence;
    private int newest;
    private int soundAge;
    private int blocks;

    /** @param lags how many delays there are, from 0 on */
    EchoDelay(int block, int rate, int lags) {
        this.block = block;
        this.lags = lags;
        firstBin = LOWEST_HERTZ * 2 * block / rate;
        bins = HIGHEST_HERTZ * 2 * block / rate - firstBin;
        fft = new RealFft(2 * block);
        window = new float[2 * block];
        lastPlayed = new float[block];
        lastHeard = new float[block];
        spectrumReal = new float[block + 1];
        spectrumImaginary = new float[block + 1];
        playedReal = new float[lags][bins];
        playedImaginary = new float[lags][bins];
        crossReal = new float[lags][bins];
        crossImaginary = new float[lags][bins];
        playedPower = new float[bins];
        heardReal = new float[bins];
        heardImaginary = new float[bins];
        heardPower = new float[bins];
        coherence = new float[lags];
        soundAge = lags;
    }

    /** Takes a block of what is played and the block that is heard in the same moment. */
    void onBlock(float[] played, float[] heard) {
        newest = newest == 0 ? lags - 1 : newest - 1;
        transform(lastPlayed, played);
        System.arraycopy(spectrumReal, firstBin, playedReal[newest], 0, bins);
        System.arraycopy(spectrumImaginary, firstBin, playedImaginary[newest], 0, bins);
        soundAge = power(played) > SILENCE ? 0 : Math.min(lags, soundAge + 1);
        transform(lastHeard, heard);
        if (soundAge == lags) {
            return;
        }
        blocks = Math.min(LEAST_BLOCKS, blocks + 1);
        System.arraycopy(spectrumReal, firstBin, heardReal, 0, bins);
        System.arraycopy(spectrumImaginary, firstBin, heardImaginary, 0, bins);
        follow(playedPower, playedReal[newest], playedImaginary[newest]);
        follow(heardPower, heardReal, heardImaginary);
        for (int lag = 0; lag < lags; lag++) {
            coherence[lag] = correlate(lag);
        }
    }

    private void transform(float[] last, float[] next) {
        System.arraycopy(last, 0, window, 0, block);
        System.arraycopy(next, 0, window, block, block);
        System.arraycopy(next, 0, last, 0, block);
        fft.forward(window, spectrumReal, spectrumImaginary);
    }

    private static float power(float[] samples) {
        float sum = 0;
        for (float sample : samples) {
            sum += sample * sample;
        }
        return sum / samples.length;
    }

    private static void follow(float[] power, float[] re, float[] im) {
        for (int k = 0; k < power.length; k++) {
            power[k] += SHARE * (re[k] * re[k] + im[k] * im[k] - power[k]);
        }
    }

    private float correlate(int lag) {
        int at = (newest + lag) % lags;
        float[] xr = playedReal[at];
        float[] xi = playedImaginary[at];
        float[] cr = crossReal[lag];
        float[] ci = crossImaginary[lag];
        float sum = 0;
        for (int k = 0; k < bins; k++) {
            cr[k] += SHARE * (xr[k] * heardReal[k] + xi[k] * heardImaginary[k] - cr[k]);
            ci[k] += SHARE * (xr[k] * heardImaginary[k] - xi[k] * heardReal[k] - ci[k]);
            sum += (cr[k] * cr[k] + ci[k] * ci[k]) / (playedPower[k] * heardPower[k] + 1);
        }
        return sum / bins;
    }

    /** Blocks from what is played to where most of its echo begins; -1 while that is not sure. */
    int blocks() {
        int best = 0;
        float sum = 0;
        for (int lag = 0; lag < lags; lag++) {
            sum += coherence[lag];
            best = coherence[lag] > coherence[best] ? lag : best;
        }
        float mean = (sum - coherence[best]) / Math.max(1, lags - 1);
        boolean sure = blocks == LEAST_BLOCKS
                && coherence[best] > LEAST_COHERENCE
                && coherence[best] > LEAST_DISTINCTION * mean;
        return sure ? best : -1;
    }
}
