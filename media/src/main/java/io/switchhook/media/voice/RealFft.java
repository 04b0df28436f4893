package io.switchhook.media.voice;

/**
 * The discrete Fourier transform of real samples, and back: a transform of half as many complex numbers, of the radices 2, 3, 4, 5 and 7, so that 10
 * ms at any rate of sound devices fit without padding. Works in arrays of its own; one for each owner.
 */
final class RealFft {
    private static final int[] RADICES = {4, 2, 3, 5, 7};
    private static final int LARGEST_RADIX = 7;

    private final int half;
    private final int[] factors;
    private final float[] cosines;
    private final float[] sines;
    private final float[] splitCosines;
    private final float[] splitSines;
    private final float[] lineReal = new float[LARGEST_RADIX];
    private final float[] lineImaginary = new float[LARGEST_RADIX];
    private float[] real;
    private float[] imaginary;
    private float[] nextReal;
    private float[] nextImaginary;

    /** @param size how many real samples: twice a product of 2, 3, 5 and 7 */
    RealFft(int size) {
        if (!fits(size)) {
            throw new IllegalArgumentException("No transform of " + size + " samples");
        }
        half = size / 2;
        factors = factors(half);
        cosines = new float[half];
        sines = new float[half];
        splitCosines = new float[half];
        splitSines = new float[half];
        for (int i = 0; i < half; i++) {
            cosines[i] = (float) Math.cos(2 * Math.PI * i / half);
            sines[i] = (float) -Math.sin(2 * Math.PI * i / half);
            splitCosines[i] = (float) Math.cos(Math.PI * i / half);
            splitSines[i] = (float) -Math.sin(Math.PI * i / half);
        }
        real = new float[half];
        imaginary = new float[half];
        nextReal = new float[half];
        nextImaginary = new float[half];
    }

    /** Whether there is a transform of so many samples. */
    static boolean fits(int size) {
        int rest = size;
        for (int radix : RADICES) {
            while (rest > 1 && rest % radix == 0) {
                rest /= radix;
            }
        }
        return size >= 2 && size % 2 == 0 && rest == 1;
    }

    private static int[] factors(int number) {
        var found = new int[Integer.SIZE];
        int count = 0;
        int rest = number;
        for (int radix : RADICES) {
            while (rest % radix == 0) {
                found[count++] = radix;
                rest /= radix;
            }
        }
        return java.util.Arrays.copyOf(found, count);
    }

    /** The spectrum of the samples: {@code size / 2 + 1} bins, from 0 Hz to half the rate. */
    void forward(float[] samples, float[] binsReal, float[] binsImaginary) {
        for (int i = 0; i < half; i++) {
            real[i] = samples[2 * i];
            imaginary[i] = samples[2 * i + 1];
        }
        transform();
        for (int k = 0; k <= half; k++) {
            int at = k == half ? 0 : k;
            int mirror = k == 0 ? 0 : half - k;
            float evenReal = 0.5f * (real[at] + real[mirror]);
            float evenImaginary = 0.5f * (imaginary[at] - imaginary[mirror]);
            float oddReal = 0.5f * (imaginary[at] + imaginary[mirror]);
            float oddImaginary = -0.5f * (real[at] - real[mirror]);
            float c = k == half ? -1 : splitCosines[k];
            float s = k == half ? 0 : splitSines[k];
            binsReal[k] = evenReal + c * oddReal - s * oddImaginary;
            binsImaginary[k] = evenImaginary + c * oddImaginary + s * oddReal;
        }
    }

    /** The samples that have this spectrum; undoes {@link #forward}. */
    void inverse(float[] binsReal, float[] binsImaginary, float[] samples) {
        for (int k = 0; k < half; k++) {
            int mirror = half - k;
            float evenReal = binsReal[k] + binsReal[mirror];
            float evenImaginary = binsImaginary[k] - binsImaginary[mirror];
            float differenceReal = binsReal[k] - binsReal[mirror];
            float differenceImaginary = binsImaginary[k] + binsImaginary[mirror];
            float oddReal = differenceReal * splitCosines[k] + differenceImaginary * splitSines[k];
            float oddImaginary = differenceImaginary * splitCosines[k] - differenceReal * splitSines[k];
            // Real and imaginary parts change places: that turns the transform round.
            imaginary[k] = evenReal - oddImaginary;
            real[k] = evenImaginary + oddReal;
        }
        transform();
        float scale = 0.5f / half;
        for (int i = 0; i < half; i++) {
            samples[2 * i] = imaginary[i] * scale;
            samples[2 * i + 1] = real[i] * scale;
        }
    }

    /** Stockham's way: each pass sorts as it goes, so no bits are reversed. */
    private void transform() {
        int length = half;
        int stride = 1;
        for (int radix : factors) {
            int groups = length / radix;
            for (int group = 0; group < groups; group++) {
                if (radix == 4) {
                    four(group, groups, stride);
                } else {
                    any(radix, group, groups, stride);
                }
            }
            swap();
            length = groups;
            stride *= radix;
        }
    }

    private void swap() {
        var keptReal = real;
        var keptImaginary = imaginary;
        real = nextReal;
        imaginary = nextImaginary;
        nextReal = keptReal;
        nextImaginary = keptImaginary;
    }

    private void four(int group, int groups, int stride) {
        float c1 = cosines[group * stride];
        float s1 = sines[group * stride];
        float c2 = c1 * c1 - s1 * s1;
        float s2 = 2 * c1 * s1;
        float c3 = c2 * c1 - s2 * s1;
        float s3 = c2 * s1 + s2 * c1;
        int step = stride * groups;
        for (int q = 0; q < stride; q++) {
            int in = q + stride * group;
            int out = q + stride * 4 * group;
            float sumReal = real[in] + real[in + 2 * step];
            float sumImaginary = imaginary[in] + imaginary[in + 2 * step];
            float lessReal = real[in] - real[in + 2 * step];
            float lessImaginary = imaginary[in] - imaginary[in + 2 * step];
            float otherReal = real[in + step] + real[in + 3 * step];
            float otherImaginary = imaginary[in + step] + imaginary[in + 3 * step];
            float turnedReal = imaginary[in + step] - imaginary[in + 3 * step];
            float turnedImaginary = real[in + 3 * step] - real[in + step];
            put(out, sumReal + otherReal, sumImaginary + otherImaginary, 1, 0);
            put(out + stride, lessReal + turnedReal, lessImaginary + turnedImaginary, c1, s1);
            put(out + 2 * stride, sumReal - otherReal, sumImaginary - otherImaginary, c2, s2);
            put(out + 3 * stride, lessReal - turnedReal, lessImaginary - turnedImaginary, c3, s3);
        }
    }

    private void put(int at, float valueReal, float valueImaginary, float c, float s) {
        nextReal[at] = valueReal * c - valueImaginary * s;
        nextImaginary[at] = valueReal * s + valueImaginary * c;
    }

    private void any(int radix, int group, int groups, int stride) {
        int turn = half / radix;
        for (int q = 0; q < stride; q++) {
            for (int j = 0; j < radix; j++) {
                lineReal[j] = real[q + stride * (group + groups * j)];
                lineImaginary[j] = imaginary[q + stride * (group + groups * j)];
            }
            for (int k = 0; k < radix; k++) {
                float sumReal = 0;
                float sumImaginary = 0;
                for (int j = 0; j < radix; j++) {
                    int angle = j * k % radix * turn;
                    sumReal += lineReal[j] * cosines[angle] - lineImaginary[j] * sines[angle];
                    sumImaginary += lineReal[j] * sines[angle] + lineImaginary[j] * cosines[angle];
                }
                int angle = group * k * stride;
                put(q + stride * (radix * group + k), sumReal, sumImaginary, cosines[angle], sines[angle]);
            }
        }
    }
}
