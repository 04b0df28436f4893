package io.switchhook.media.pcm;

import java.util.Arrays;

/**
 * Changes the sample rate of one mono stream by a rational factor: a polyphase filter of a Kaiser-windowed sinc. What
 * lies above half the lower rate is held more than 50 dB down; up to
 * 0.42 of the lower rate (3.4 kHz of 8) passes unchanged. Keeps history, so that consecutive frames join; delays by
 * {@link #delaySamples} output samples.
 */
public final class Resampler {
    /** Taps a phase, in samples of the lower rate: gives a transition of 0.08 of the lower rate at 70 dB. */
    private static final int TAPS = 56;

    private static final double KAISER_BETA = 7.0;
    private static final double CUTOFF = 0.46;
    private static final int HIGHEST_RATE = 192_000;

    private final int up;
    private final int down;
    private final int taps;
    private final float[][] phases;
    private float[] history;
    private int held;
    private int phase;

    /**
     * @param inputRate and {@code outputRate} in hertz, 1,000 to 192,000, in a ratio of small numbers such as 8, 16,
     * 24, 32 and 48 kHz make
     */
    public Resampler(int inputRate, int outputRate) {
        if (Math.min(inputRate, outputRate) < 1000 || Math.max(inputRate, outputRate) > HIGHEST_RATE) {
            throw new IllegalArgumentException(
                    "Rates must be 1000 to " + HIGHEST_RATE + " Hz, are " + inputRate + " and " + outputRate);
        }
        int divisor = greatestCommonDivisor(inputRate, outputRate);
        up = outputRate / divisor;
        down = inputRate / divisor;
        if (up > 640 || down > 640) {
            throw new IllegalArgumentException(
                    "No resampling from " + inputRate + " to " + outputRate + ": the ratio is too fine");
        }
        taps = up == down ? 1 : (int) Math.ceil(TAPS * Math.max(1.0, (double) down / up));
        phases = up == down ? new float[][] {{1}} : design(up, down, taps);
        history = new float[taps + 1024];
        held = taps - 1;
    }

    /** How many samples come out at most for that many put in. */
    public int maxOutput(int inputSamples) {
        return (int) (((long) inputSamples * up + down - 1) / down) + 1;
    }

    /** How late the output is, in output samples. */
    public int delaySamples() {
        return (int) ((long) (taps - 1) * up / (2L * down));
    }

    /**
     * Takes all of the input.
     *
     * @param out has room for {@link #maxOutput} samples after {@code outOffset}
     * @return samples written
     */
    public int process(short[] in, int offset, int length, short[] out, int outOffset) {
        if (up == down) {
            System.arraycopy(in, offset, out, outOffset, length);
            return length;
        }
        if (history.length < held + length) {
            history = Arrays.copyOf(history, held + length);
        }
        for (int i = 0; i < length; i++) {
            history[held + i] = in[offset + i];
        }
        held += length;
        int written = 0;
        int start = 0;
        while (start + taps <= held) {
            out[outOffset + written++] = filter(phases[phase], start);
            phase += down;
            start += phase / up;
            phase %= up;
        }
        System.arraycopy(history, start, history, 0, held - start);
        held -= start;
        return written;
    }

    private short filter(float[] coefficients, int start) {
        float sum = 0;
        for (int i = 0; i < taps; i++) {
            sum += coefficients[i] * history[start + i];
        }
        return Level.saturate(Math.round(sum));
    }

    private static float[][] design(int up, int down, int taps) {
        int length = taps * up;
        double cutoff = CUTOFF / Math.max(up, down);
        double center = (length - 1) / 2.0;
        var phases = new float[up][taps];
        for (int i = 0; i < length; i++) {
            double x = i - center;
            double sinc = x == 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x);
            double edge = x / center;
            double window = bessel(KAISER_BETA * Math.sqrt(Math.max(0, 1 - edge * edge))) / bessel(KAISER_BETA);
            // Phase p uses every up-th tap from p; the history runs forward in time, so the taps run backward.
            phases[i % up][taps - 1 - i / up] = (float) (sinc * window * up);
        }
        return phases;
    }

    /** Modified Bessel function of the first kind and order 0, by its series. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-12; k++) {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
