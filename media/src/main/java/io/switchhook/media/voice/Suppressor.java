package io.switchhook.media.voice;

import java.util.Arrays;

/**
 * Turns down what is echo or noise, bin by bin, and puts noise where echo was, so that the line does not seem dead. A bin's gain follows what was
 * found to be speech in it a moment ago (Ephraim and Malah 1984), which keeps noise from singing. What comes out is a block late.
 */
final class Suppressor {
    /** How much a moment ago counts. */
    private static final float MEMORY = 0.97f;

    private static final float ECHO_MEMORY = 0.6f;

    /** Noise is taken for so much louder, as a power: it is no steadier than that. */
    private static final float NOISE_CAUTION = 1.5f;

    /** Echo is suppressed as if it were so much louder: what is heard of it is worse than a voice that is a little thin. */
    private static final float ECHO_CAUTION = 4;

    private static final float LEAST_ECHO_GAIN = 0.01f;

    private final int block;
    private final int bins;
    private final boolean echoToo;
    private final float floor;
    private final RealFft fft;
    private final float[] window;
    private final float[] lastLeft;
    private final float[] lastEcho;
    private final float[] samples;
    private final float[] re;
    private final float[] im;
    private final float[] echoReal;
    private final float[] echoImaginary;
    private final float[] power;
    private final float[] echoPower;
    private final float[] echoGain;
    private final float[] speech;
    private final float[] notEcho;
    private final float[] overlap;
    private final NoiseFloor noise;
    private final ResidualEcho residual;
    private final int firstVoiceBin;
    private final int lastVoiceBin;
    private float voicePower;
    private float noisePower;
    private float residuePower;
    private int dice = 1;

    /**
     * @param echoToo whether there is an echo to suppress
     * @param noise what is known of the noise already
     */
    Suppressor(int block, int rate, NoiseReduction reduction, boolean echoToo, NoiseFloor noise) {
        this.block = block;
        this.echoToo = echoToo;
        bins = block + 1;
        floor = reduction.floor();
        fft = new RealFft(2 * block);
        window = new float[2 * block];
        for (int i = 0; i < 2 * block; i++) {
            window[i] = (float) Math.sin(Math.PI * (i + 0.5) / (2 * block));
        }
        lastLeft = new float[block];
        lastEcho = new float[block];
        samples = new float[2 * block];
        re = new float[bins];
        im = new float[bins];
        echoReal = new float[bins];
        echoImaginary = new float[bins];
        power = new float[bins];
        echoPower = new float[bins];
        echoGain = new float[bins];
        speech = new float[bins];
        notEcho = new float[bins];
        overlap = new float[block];
        this.noise = noise;
        residual = new ResidualEcho(bins, rate);
        firstVoiceBin = 200 * 2 * block / rate;
        lastVoiceBin = 3600 * 2 * block / rate;
        Arrays.fill(echoGain, 1);
    }

    /**
     * @param left a block of what the canceller has left, or of the microphone
     * @param echo the echo that was taken away from it
     */
    void analyze(float[] left, float[] echo) {
        spectrum(lastEcho, echo, echoReal, echoImaginary);
        spectrum(lastLeft, left, re, im);
        for (int k = 0; k < bins; k++) {
            power[k] = re[k] * re[k] + im[k] * im[k];
            echoPower[k] = echoReal[k] * echoReal[k] + echoImaginary[k] * echoImaginary[k];
        }
        float[] residue = residual.onFrame(echoPower, power);
        if (echoToo) {
            suppressEcho(residue);
        }
        noise.onFrame(power, residue);
        voicePower = 0;
        noisePower = 0;
        residuePower = 0;
        for (int k = firstVoiceBin; k < lastVoiceBin; k++) {
            voicePower += power[k];
            noisePower += noise.power(k);
            residuePower += ECHO_CAUTION * residue[k];
        }
    }

    private void spectrum(float[] last, float[] next, float[] binsReal, float[] binsImaginary) {
        for (int i = 0; i < block; i++) {
            samples[i] = last[i] * window[i];
            samples[block + i] = next[i] * window[block + i];
        }
        System.arraycopy(next, 0, last, 0, block);
        fft.forward(samples, binsReal, binsImaginary);
    }

    private void suppressEcho(float[] residue) {
        for (int k = 0; k < bins; k++) {
            float echo = ECHO_CAUTION * residue[k] + 1e-3f;
            float now = Math.max(0, power[k] / echo - 1);
            float ratio = ECHO_MEMORY * Math.min(notEcho[k] / echo, now * 4) + (1 - ECHO_MEMORY) * now;
            float gain = Math.max(LEAST_ECHO_GAIN, ratio / (1 + ratio));
            notEcho[k] = gain * gain * power[k];
            echoGain[k] = gain;
        }
    }

    /** The block before the one that was analyzed last, without its echo and noise. */
    void synthesize(float[] out) {
        for (int k = 0; k < bins; k++) {
            float quiet = noise.power(k) + 1e-3f;
            float around = NOISE_CAUTION * quiet;
            float clean = power[k] * echoGain[k] * echoGain[k];
            float ratio = MEMORY * speech[k] / around + (1 - MEMORY) * Math.max(0, clean / around - 1);
            float first = ratio / (1 + ratio);
            speech[k] = first * first * clean;
            // A second time, with what was just found: the first is a frame late where a word begins (Plapous, Marro
            // and Scalart 2006).
            ratio = speech[k] / around;
            float gain = Math.max(floor, ratio / (1 + ratio));
            float both = gain * echoGain[k];
            float gap = floor * (float) Math.sqrt(0.5f * quiet * Math.max(0, 1 - echoGain[k] * echoGain[k]));
            re[k] = both * re[k] + gap * dice();
            im[k] = both * im[k] + gap * dice();
        }
        im[0] = 0;
        im[bins - 1] = 0;
        fft.inverse(re, im, samples);
        for (int i = 0; i < block; i++) {
            out[i] = overlap[i] + samples[i] * window[i];
            overlap[i] = samples[block + i] * window[block + i];
        }
    }

    /** A number from -1.73 to 1.73 whose mean square is 1; the same row in each run. */
    private float dice() {
        dice = dice * 1_664_525 + 1_013_904_223;
        return (dice >> 8) * (1.7320508f / (1 << 23));
    }

    NoiseFloor noise() {
        return noise;
    }

    /** What the last block holds between 200 and 3600 Hz, as a sum of bins. */
    float voicePower() {
        return voicePower;
    }

    /** What of that is noise. */
    float noisePower() {
        return noisePower;
    }

    /** What of that may be echo. */
    float residuePower() {
        return residuePower;
    }
}
