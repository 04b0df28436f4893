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
        for (int i = 0; i < length; i++) {
            double hertz = pitch + slope * i;
            phase += hertz / rate;
            double sum = 0;
            for (int h = 1; h * hertz < Math.min(rate * 0.45, 6000); h++) {
                double gain = 0.02;
                for (double formant : formants) {
                    double apart = (h * hertz - formant) / 90;
                    gain += 300 / formant / (1 + apart * apart);
                }
                sum += gain * Math.sin(2 * Math.PI * phase * h + h * h);
            }
            samples[from + i] = (float) (sum * envelope(i, length) + 0.02 * (random.nextDouble() - 0.5));
        }
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
