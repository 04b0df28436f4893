package io.switchhook.media.voice;

import java.util.Arrays;

/**
 * Learns how the room and the devices turn what is played into echo, and says what echo to expect: a Kalman filter for each bin of a frequency-domain
 * filter in partitions of 10 ms (Enzner and Vary 2006; Kuech, Mabande and Enzner 2014). How far it moves follows from how sure it is of itself and
 * from how much of the microphone it does not explain, so that it learns fast at first, and hardly at all while somebody speaks here.
 */
final class EchoFilter {
    /** What of the path is the same after 10 ms. */
    private static final float STAYS = 0.996f;

    /** How unsure it is of a path that it does not know, as a power gain: an echo may be as loud as what is played. */
    private static final float UNSURE = 1;

    /** A room takes so much from the echo in 10 ms, at least: what comes later is looked for less. */
    private static final float FADES = 0.75f;

    /** Each partition is shortened each so many blocks: that is most of the work. */
    private static final int TURNS = 3;

    private static final float SMOOTHING = 0.6f;

    private final int block;
    private final int bins;
    private final int partitions;
    private final RealFft fft;
    private final float[][] playedReal;
    private final float[][] playedImaginary;
    private final float[][] real;
    private final float[][] imaginary;
    private final float[][] variance;
    private final float[] unexplained;
    private final float[] weight;
    private final float[] errorReal;
    private final float[] errorImaginary;
    private final float[] sumReal;
    private final float[] sumImaginary;
    private final float[] samples;
    private final float[] last;
    private int newest;
    private int turn;

    EchoFilter(int block, int partitions) {
        this.block = block;
        this.partitions = partitions;
        bins = block + 1;
        fft = new RealFft(2 * block);
        playedReal = new float[partitions][bins];
        playedImaginary = new float[partitions][bins];
        real = new float[partitions][bins];
        imaginary = new float[partitions][bins];
        variance = new float[partitions][bins];
        unexplained = new float[bins];
        weight = new float[bins];
        errorReal = new float[bins];
        errorImaginary = new float[bins];
        sumReal = new float[bins];
        sumImaginary = new float[bins];
        samples = new float[2 * block];
        last = new float[block];
        forget();
    }

    int partitions() {
        return partitions;
    }

    /** Knows nothing of the path any more. */
    void forget() {
        for (int p = 0; p < partitions; p++) {
            Arrays.fill(real[p], 0);
            Arrays.fill(imaginary[p], 0);
        }
        doubt();
    }

    /** Keeps what it knows, but is not sure of it any more. */
    void doubt() {
        for (int p = 0; p < partitions; p++) {
            Arrays.fill(variance[p], unsure(p));
        }
    }

    private static float unsure(int partition) {
        return UNSURE * (float) Math.pow(FADES, Math.max(0, partition - 3));
    }

    /** What is played is given so many blocks later than before (earlier where negative): the path in the filter moves the other way. */
    void shift(int blocks) {
        for (int i = 0; i < partitions; i++) {
            int to = blocks > 0 ? i : partitions - 1 - i;
            int from = to + blocks;
            if (from >= 0 && from < partitions) {
                System.arraycopy(real[from], 0, real[to], 0, bins);
                System.arraycopy(imaginary[from], 0, imaginary[to], 0, bins);
                System.arraycopy(variance[from], 0, variance[to], 0, bins);
            } else {
                Arrays.fill(real[to], 0);
                Arrays.fill(imaginary[to], 0);
                Arrays.fill(variance[to], unsure(to));
            }
        }
    }

    /** Takes the next block of what is played, and expects nothing yet. */
    void play(float[] played) {
        newest = newest == 0 ? partitions - 1 : newest - 1;
        System.arraycopy(last, 0, samples, 0, block);
        System.arraycopy(played, 0, samples, block, block);
        System.arraycopy(played, 0, last, 0, block);
        fft.forward(samples, playedReal[newest], playedImaginary[newest]);
    }

    /** The echo of what was played up to now that is to be heard in the last block. */
    void expect(float[] echo) {
        Arrays.fill(sumReal, 0);
        Arrays.fill(sumImaginary, 0);
        for (int p = 0; p < partitions; p++) {
            multiply(real[p], imaginary[p], playedReal[slot(p)], playedImaginary[slot(p)]);
        }
        fft.inverse(sumReal, sumImaginary, samples);
        System.arraycopy(samples, block, echo, 0, block);
    }

    private void multiply(float[] ar, float[] ai, float[] br, float[] bi) {
        for (int k = 0; k < bins; k++) {
            sumReal[k] += ar[k] * br[k] - ai[k] * bi[k];
            sumImaginary[k] += ar[k] * bi[k] + ai[k] * br[k];
        }
    }

    private int slot(int partition) {
        int at = newest + partition;
        return at >= partitions ? at - partitions : at;
    }

    /** Learns from what {@link #expect} did not explain of the last block. */
    void learn(float[] error) {
        Arrays.fill(samples, 0, block, 0);
        System.arraycopy(error, 0, samples, block, block);
        fft.forward(samples, errorReal, errorImaginary);
        Arrays.fill(weight, 0);
        for (int p = 0; p < partitions; p++) {
            addDoubt(variance[p], playedReal[slot(p)], playedImaginary[slot(p)]);
        }
        for (int k = 0; k < bins; k++) {
            float power = errorReal[k] * errorReal[k] + errorImaginary[k] * errorImaginary[k];
            unexplained[k] += (1 - SMOOTHING) * (power - unexplained[k]);
            // A floor of a rounding error in each sample: what is silent teaches nothing.
            weight[k] = 1 / (weight[k] + Math.max(unexplained[k], power * 0.5f) + block);
        }
        for (int p = 0; p < partitions; p++) {
            move(p);
        }
        turn = (turn + 1) % TURNS;
        for (int p = turn; p < partitions; p += TURNS) {
            shorten(p);
        }
    }

    private void addDoubt(float[] doubt, float[] xr, float[] xi) {
        for (int k = 0; k < bins; k++) {
            weight[k] += doubt[k] * (xr[k] * xr[k] + xi[k] * xi[k]);
        }
    }

    private void move(int partition) {
        float[] xr = playedReal[slot(partition)];
        float[] xi = playedImaginary[slot(partition)];
        float[] doubt = variance[partition];
        float[] wr = real[partition];
        float[] wi = imaginary[partition];
        for (int k = 0; k < bins; k++) {
            float step = doubt[k] * weight[k];
            float known = wr[k] * wr[k] + wi[k] * wi[k];
            wr[k] += step * (xr[k] * errorReal[k] + xi[k] * errorImaginary[k]);
            wi[k] += step * (xr[k] * errorImaginary[k] - xi[k] * errorReal[k]);
            float learnt = 0.5f * step * (xr[k] * xr[k] + xi[k] * xi[k]);
            doubt[k] = STAYS * STAYS * (1 - learnt) * doubt[k] + (1 - STAYS * STAYS) * known;
        }
    }

    /** A partition is as long as a block: what a circular convolution adds is no echo. */
    private void shorten(int partition) {
        fft.inverse(real[partition], imaginary[partition], samples);
        Arrays.fill(samples, block, 2 * block, 0);
        fft.forward(samples, real[partition], imaginary[partition]);
    }
}
