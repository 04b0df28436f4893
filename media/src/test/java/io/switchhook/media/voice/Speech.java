package io.switchhook.media.voice;

import java.util.SplittableRandom;

/** Something like a voice, made of a seed: harmonics of a pitch that wanders under formants, hisses, syllables and pauses. */
final class Speech {
    private final SplittableRandom random;
    private final int rate;
    private double phase;
    private double pitch;

    private Speech(long seed, int rate) {
        random = new SplittableRandom(seed);
        this.rate = rate;
        pitch = 90 + random.nextInt(120);
    }

    /** So many seconds, with that level while it speaks: dBov, root mean square. */
    static float[] of(long seed, int rate, double seconds, double dbov) {
        return new Speech(seed, rate).make((int) (seconds * rate), dbov);
    }

    private float[] make(int count, double dbov) {
        var samples = new float[count];
        int at = 0;
        double power = 0;
        int spoken = 0;
        while (at < count) {
            int length = Math.min(count - at, (int) (rate * (0.12 + 0.15 * random.nextDouble())));
            if (random.nextInt(4) == 0) {
                hiss(samples, at, length);
            } else {
                vowel(samples, at, length);
            }
            for (int i = at; i < at + length; i++) {
                power += samples[i] * samples[i];
            }
            spoken += length;
            at += length + (int) (rate * (random.nextInt(5) == 0 ? 0.25 : 0.03));
        }
        double gain = 32768 * Math.pow(10, dbov / 20) / Math.sqrt(power / spoken);
        for (int i = 0; i < count; i++) {
            samples[i] *= (float) gain;
        }
        return samples;
    }

    private void vowel(float[] samples, int from, int length) {
        double[] formants = {300 + random.nextInt(500), 900 + random.nextInt(1300), 2300 + random.nextInt(900)};
        pitch = Math.max(80, Math.min(240, pitch + random.nextInt(-25, 26)));
        double slope = (random.nextDouble() - 0.5) * 40 / length;
        int harmonics = (int) (Math.min(rate * 0.45, 6000) / (pitch + 20));
        var ahead = new double[harmonics];
        var aside = new double[harmonics];
        for (int h = 0; h < harmonics; h++) {
            double gain = 0.02;
            for (double formant : formants) {
                double apart = ((h + 1) * pitch - formant) / 90;
                gain += 300 / formant / (1 + apart * apart);
            }
            // Each begins elsewhere in its wave, or they would add up to a click.
            ahead[h] = gain * Math.cos(h * h);
            aside[h] = gain * Math.sin(h * h);
        }
        for (int i = 0; i < length; i++) {
            phase += (pitch + slope * i) / rate;
            double sum = 0.02 * (random.nextDouble() - 0.5) + envelope(i, length) * chord(ahead, aside);
            samples[from + i] = (float) sum;
        }
    }

    /** The sum of all harmonics: each wave is the one before, turned by the angle of the first. */
    private double chord(double[] ahead, double[] aside) {
        double c = Math.cos(2 * Math.PI * phase);
        double s = Math.sin(2 * Math.PI * phase);
        double re = c;
        double im = s;
        double sum = 0;
        for (int h = 0; h < ahead.length; h++) {
            sum += im * ahead[h] + re * aside[h];
            double turned = re * c - im * s;
            im = re * s + im * c;
            re = turned;
        }
        return sum;
    }

    private void hiss(float[] samples, int from, int length) {
        double last = 0;
        for (int i = 0; i < length; i++) {
            double next = random.nextDouble() - 0.5;
            samples[from + i] = (float) ((next - 0.7 * last) * envelope(i, length));
            last = next;
        }
    }

    private static double envelope(int at, int length) {
        return Math.pow(Math.sin(Math.PI * at / length), 0.6);
    }
}
