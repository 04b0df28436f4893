package io.switchhook.media.voice;

import io.switchhook.media.pcm.Level;
import java.util.SplittableRandom;

/** A room with a loudspeaker, somebody who talks into the microphone, and noise; runs what is to be tested through it and measures what comes out. */
final class Scene {
    final int rate;
    private final int block;
    private final float[] said;
    private final float[] echo;
    private final float[] near;
    private final float[] noise;
    private short[] heard = {};
    private short[] out = {};
    private int late;

    /** What is tested. */
    interface Subject {
        /** What it makes of 10 ms. */
        void frame(short[] played, short[] heard, short[] out);

        default int delaySamples() {
            return 0;
        }
    }

    /** Does nothing. */
    static final Subject NO_OP = (played, heard, out) -> System.arraycopy(heard, 0, out, 0, out.length);

    /** Lets nothing through. */
    static final Subject MUTE = (played, heard, out) -> java.util.Arrays.fill(out, (short) 0);

    Scene(int rate, double seconds) {
        this.rate = rate;
        block = rate / 100;
        int count = (int) (seconds * rate);
        said = new float[count];
        echo = new float[count];
        near = new float[count];
        noise = new float[count];
    }

    static Subject processor(int rate, VoiceSettings settings) {
        return of(new VoiceProcessor(rate, settings));
    }

    static Subject of(VoiceProcessor processor) {
        return new Subject() {
            @Override
            public void frame(short[] played, short[] heard, short[] out) {
                processor.onPlayed(played, 0, played.length);
                processor.process(heard, 0, heard.length, out, 0);
            }

            @Override
            public int delaySamples() {
                return (int) (processor.delay().toMillis() * processor.sampleRate() / 1000);
            }
        };
    }

    /** A voice from the loudspeaker in these seconds. */
    Scene far(long seed, double dbov, double from, double to) {
        return add(said, Speech.of(seed, rate, to - from, dbov), from);
    }

    /** Somebody in the room speaks. */
    Scene near(long seed, double dbov, double from, double to) {
        return add(near, Speech.of(seed, rate, to - from, dbov), from);
    }

    /** From now on until another room is given the loudspeaker is heard so. */
    Scene room(Room room, double from, double to) {
        var all = room.echoOf(said);
        for (int i = (int) (from * rate); i < Math.min(all.length, to * rate); i++) {
            echo[i] = all[i];
        }
        return this;
    }

    Scene noise(double dbov, double from, double to) {
        var random = new SplittableRandom(11);
        double scale = 32768 * Math.pow(10, dbov / 20) * Math.sqrt(3);
        for (int i = (int) (from * rate); i < Math.min(noise.length, to * rate); i++) {
            noise[i] = (float) (scale * (2 * random.nextDouble() - 1));
        }
        return this;
    }

    /** The clock of the microphone is faster than that of the loudspeaker, in parts of a million. */
    Scene drift(double partsPerMillion) {
        var exact = echo.clone();
        for (int i = 0; i < echo.length; i++) {
            double at = i * (1 - partsPerMillion * 1e-6);
            int whole = Math.min(exact.length - 1, (int) at);
            // Cubic: a straight line would be a filter that changes.
            double t = at - whole;
            double a = exact[Math.max(0, whole - 1)];
            double b = exact[whole];
            double c = exact[Math.min(exact.length - 1, whole + 1)];
            double d = exact[Math.min(exact.length - 1, whole + 2)];
            echo[i] = (float) (b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))));
        }
        return this;
    }

    /** The loudspeaker is louder than it can be: what comes out of it is cut. */
    Scene distorted(double peak) {
        for (int i = 0; i < echo.length; i++) {
            echo[i] = (float) Math.max(-peak, Math.min(peak, echo[i]));
        }
        return this;
    }

    private Scene add(float[] to, float[] what, double from) {
        int first = (int) (from * rate);
        for (int i = 0; i < what.length && first + i < to.length; i++) {
            to[first + i] += what[i];
        }
        return this;
    }

    Scene run(Subject subject) {
        heard = new short[said.length];
        out = new short[said.length];
        late = subject.delaySamples();
        var played = new short[block];
        var in = new short[block];
        var result = new short[block];
        for (int at = 0; at + block <= said.length; at += block) {
            for (int i = 0; i < block; i++) {
                played[i] = Level.saturate(Math.round(said[at + i]));
                in[i] = Level.saturate(Math.round(echo[at + i] + near[at + i] + noise[at + i]));
            }
            System.arraycopy(in, 0, heard, at, block);
            subject.frame(played, in, result);
            System.arraycopy(result, 0, out, at, block);
        }
        return this;
    }

    /** How much less comes out than was heard, dB; where nobody in the room speaks, that is echo (and noise). */
    double reduction(double from, double to) {
        return level(heard, from, to, 0) - level(out, from, to, late);
    }

    /** What comes out, dBov. */
    double outLevel(double from, double to) {
        return level(out, from, to, late);
    }

    double heardLevel(double from, double to) {
        return level(heard, from, to, 0);
    }

    private double level(short[] samples, double from, double to, int shift) {
        int first = (int) (from * rate) + shift;
        int count = Math.min(samples.length - first, (int) ((to - from) * rate));
        return Level.rmsDbov(samples, first, count);
    }

    /** The voice of the room against all else in what comes out, dB, after the best gain for it. */
    double nearToRest(double from, double to) {
        double[] sums = compare(out, late, from, to);
        double voice = sums[1] * sums[1] / sums[0];
        return 10 * Math.log10(voice / (sums[2] - voice + 1e-3));
    }

    /** The same of what was heard. */
    double nearToRestBefore(double from, double to) {
        double[] sums = compare(heard, 0, from, to);
        double voice = sums[1] * sums[1] / sums[0];
        return 10 * Math.log10(voice / (sums[2] - voice));
    }

    /** How much louder the voice of the room comes out, dB. */
    double nearGain(double from, double to) {
        double[] sums = compare(out, late, from, to);
        return 20 * Math.log10(Math.max(1e-6, sums[1] / sums[0]));
    }

    private double[] compare(short[] samples, int shift, double from, double to) {
        var sums = new double[3];
        for (int i = (int) (from * rate); i < Math.min(samples.length - shift, to * rate); i++) {
            sums[0] += near[i] * near[i];
            sums[1] += near[i] * samples[i + shift];
            sums[2] += (double) samples[i + shift] * samples[i + shift];
        }
        return sums;
    }

    short[] out() {
        return out;
    }

    short[] heard() {
        return heard;
    }
}
