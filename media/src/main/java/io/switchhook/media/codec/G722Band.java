package io.switchhook.media.codec;

import io.switchhook.media.pcm.Level;

/**
 * Adaptive differential coding of one band of G.722 (§3.2 to §3.6): a predictor of two poles and six zeros, and a
 * quantizer whose step follows the signal. The encoder runs what the decoder
 * runs, on the codes that it sends, so that both predict alike. Names of blocks in comments are those of §6.2.
 */
final class G722Band {
    private static final int POLE_LIMIT = 12_288;
    private static final int POLES_TOGETHER = 15_360;
    private static final int LOWER_SCALE_LIMIT = 18_432;
    private static final int HIGHER_SCALE_LIMIT = 22_528;
    private static final int HIGHER_DECISION = 564;

    private final int scaleLimit;
    private final int scaleShift;

    private int scaleLog;
    private int step;

    private int signal;
    private int zeroSignal;
    private int pole1;
    private int pole2;
    private int rebuilt1;
    private int rebuilt2;
    private int partial1;
    private int partial2;
    /** Fields and not arrays: this is where a codec spends its time. */
    private int zero1;

    private int zero2;
    private int zero3;
    private int zero4;
    private int zero5;
    private int zero6;
    /** The last differences, twice each. */
    private int double1;

    private int double2;
    private int double3;
    private int double4;
    private int double5;
    private int double6;

    private G722Band(int firstStep, int scaleLimit, int scaleShift) {
        this.step = firstStep;
        this.scaleLimit = scaleLimit;
        this.scaleShift = scaleShift;
    }

    static G722Band lower() {
        return new G722Band(32, LOWER_SCALE_LIMIT, 8);
    }

    static G722Band higher() {
        return new G722Band(8, HIGHER_SCALE_LIMIT, 10);
    }

    /** @return six bits */
    int encodeLower(int sample) {
        int difference = Level.saturate(sample - signal);
        int code = G722Tables.lowerCode(difference < 0, G722Tables.interval(magnitude(difference), step));
        adaptLower(code);
        return code;
    }

    /** @return two bits */
    int encodeHigher(int sample) {
        int difference = Level.saturate(sample - signal);
        boolean outer = magnitude(difference) >= HIGHER_DECISION * step >> 12;
        int code = (difference < 0 ? 0 : 2) | (outer ? 0 : 1);
        adaptHigher(code);
        return code;
    }

    /** One's complement for negative values. */
    private static int magnitude(int difference) {
        return difference >= 0 ? difference : ~difference;
    }

    /** @return the sample, of the whole six bits */
    int decodeLower(int code) {
        int sample = signal + (step * G722Tables.LOWER_64[code] >> 15);
        adaptLower(code);
        return sample;
    }

    /** @return the sample */
    int decodeHigher(int code) {
        int sample = signal + (step * G722Tables.HIGHER[code] >> 15);
        adaptHigher(code);
        return sample;
    }

    /** What predicts must not depend on the two lowest bits, of which a line may make data (G.722 §1.3). */
    private void adaptLower(int code) {
        int kept = code >> 2;
        int difference = step * G722Tables.LOWER_48[kept] >> 15;
        rescale(G722Tables.LOWER_STEPS[kept]);
        predict(difference);
    }

    private void adaptHigher(int code) {
        int difference = step * G722Tables.HIGHER[code] >> 15;
        rescale(G722Tables.HIGHER_STEPS[code]);
        predict(difference);
    }

    /** LOGSCL and SCALEL, LOGSCH and SCALEH. */
    private void rescale(int change) {
        scaleLog = Math.max(0, Math.min(scaleLimit, (scaleLog * 127 >> 7) + change));
        int shift = scaleShift - (scaleLog >> 11);
        int mantissa = G722Tables.LOGARITHMS[scaleLog >> 6 & 31];
        step = (shift < 0 ? mantissa << -shift : mantissa >> shift) << 2;
    }

    private void predict(int difference) {
        int rebuilt = Level.saturate(signal + difference);
        int partial = Level.saturate(zeroSignal + difference);
        adaptPoles(partial);
        adaptZeros(difference);
        // FILTEP
        rebuilt2 = rebuilt1;
        rebuilt1 = rebuilt;
        int poleSignal = Level.saturate(
                (pole1 * Level.saturate(2 * rebuilt1) >> 15) + (pole2 * Level.saturate(2 * rebuilt2) >> 15));
        // FILTEZ
        zeroSignal = Level.saturate((zero1 * double1 >> 15)
                + (zero2 * double2 >> 15)
                + (zero3 * double3 >> 15)
                + (zero4 * double4 >> 15)
                + (zero5 * double5 >> 15)
                + (zero6 * double6 >> 15));
        signal = Level.saturate(poleSignal + zeroSignal);
    }

    /** UPPOL2, UPPOL1. */
    private void adaptPoles(int partial) {
        boolean likeLast = (partial ^ partial1) >= 0;
        boolean likeBefore = (partial ^ partial2) >= 0;
        int push = Level.saturate(4 * pole1);
        int turned = likeLast ? Math.min(-push, Short.MAX_VALUE) : push;
        int second = (likeBefore ? 128 : -128) + (turned >> 7) + (pole2 * 32_512 >> 15);
        pole2 = Math.max(-POLE_LIMIT, Math.min(POLE_LIMIT, second));
        int first = Level.saturate((likeLast ? 192 : -192) + (pole1 * 32_640 >> 15));
        int room = POLES_TOGETHER - pole2;
        pole1 = Math.max(-room, Math.min(room, first));
        partial2 = partial1;
        partial1 = partial;
    }

    /** UPZERO, and the delay line of the differences. */
    private void adaptZeros(int difference) {
        int gain = difference == 0 ? 0 : 128;
        zero1 = adapted(zero1, double1, difference, gain);
        zero2 = adapted(zero2, double2, difference, gain);
        zero3 = adapted(zero3, double3, difference, gain);
        zero4 = adapted(zero4, double4, difference, gain);
        zero5 = adapted(zero5, double5, difference, gain);
        zero6 = adapted(zero6, double6, difference, gain);
        double6 = double5;
        double5 = double4;
        double4 = double3;
        double3 = double2;
        double2 = double1;
        double1 = Level.saturate(2 * difference);
    }

    /** Pushed by the gain where the signs are alike, else pulled; the leakage keeps it within 16 bits. */
    private static int adapted(int zero, int earlier, int difference, int gain) {
        int unlike = (earlier ^ difference) >> 31;
        return (zero * 32_640 >> 15) + ((gain ^ unlike) - unlike);
    }
}
