package io.switchhook.media.tone;

import io.switchhook.media.pcm.Level;
import io.switchhook.media.pcm.PcmSource;

/** One or more sines together, switched by a cadence, without end. Starts with the first "on". Not thread-safe. */
public final class ToneSource implements PcmSource {
    /** A comfortable level for each frequency. */
    public static final double DEFAULT_DBOV = -16;

    // The ramp of 2 ms at each edge keeps switching from being heard as a click.
    private static final int RAMPS_PER_SECOND = 500;
    private static final int RENORMALIZE_EVERY = 1024;

    private final int sampleRate;
    private final double amplitude;
    private final double[] stepReal;
    private final double[] stepImaginary;
    private final double[] real;
    private final double[] imaginary;
    private final long[] cadenceSamples;
    private final double ramp;
    private int cadenceStep;
    private long stepSamples;
    private double envelope;
    private int sinceNormal;

    /**
     * @param sampleRate hertz
     * @param dbov level of each sine in dBov (its root mean square), -90 to -3; the sum must not overload
     * @param cadence on and off
     * @param frequencies hertz, one to eight, each below half the sample rate
     */
    public ToneSource(int sampleRate, double dbov, Cadence cadence, double... frequencies) {
        if (frequencies.length < 1 || frequencies.length > 8) {
            throw new IllegalArgumentException("Expected one to eight frequencies, got " + frequencies.length);
        }
        if (!(dbov >= -90 && dbov <= -3)) {
            throw new IllegalArgumentException("Level must be -90 to -3 dBov, is " + dbov);
        }
        this.sampleRate = sampleRate;
        amplitude = Level.sineAmplitude(dbov);
        int count = frequencies.length;
        stepReal = new double[count];
        stepImaginary = new double[count];
        real = new double[count];
        imaginary = new double[count];
        for (int i = 0; i < count; i++) {
            if (!(frequencies[i] > 0 && frequencies[i] < sampleRate / 2.0)) {
                throw new IllegalArgumentException(
                        "Frequency must be above 0 and below " + sampleRate / 2 + " Hz, is " + frequencies[i]);
            }
            double angle = 2 * Math.PI * frequencies[i] / sampleRate;
            stepReal[i] = StrictMath.cos(angle);
            stepImaginary[i] = StrictMath.sin(angle);
            real[i] = 1;
        }
        cadenceSamples = cadence.steps().stream()
                .mapToLong(step -> step.toMillis() * sampleRate / 1000)
                .toArray();
        ramp = (double) RAMPS_PER_SECOND / sampleRate;
    }

    /** A continuous tone at {@link #DEFAULT_DBOV}. */
    public ToneSource(int sampleRate, double... frequencies) {
        this(sampleRate, DEFAULT_DBOV, Cadence.CONTINUOUS, frequencies);
    }

    /** A call progress tone. */
    public static ToneSource of(int sampleRate, CallProgressTone tone) {
        return new ToneSource(
                sampleRate,
                DEFAULT_DBOV,
                tone.cadence(),
                tone.frequencies().stream().mapToDouble(Integer::doubleValue).toArray());
    }

    @Override
    public int sampleRate() {
        return sampleRate;
    }

    @Override
    public int read(short[] target, int offset, int length) {
        for (int i = 0; i < length; i++) {
            double wanted = isOn() ? 1 : 0;
            envelope = wanted > envelope ? Math.min(wanted, envelope + ramp) : Math.max(wanted, envelope - ramp);
            target[offset + i] = Level.saturate((int) Math.round(envelope * amplitude * nextSum()));
        }
        return length;
    }

    private boolean isOn() {
        if (cadenceSamples.length == 0) {
            return true;
        }
        while (stepSamples >= cadenceSamples[cadenceStep]) {
            stepSamples = 0;
            cadenceStep = (cadenceStep + 1) % cadenceSamples.length;
        }
        stepSamples++;
        return cadenceStep % 2 == 0;
    }

    /** Turns each oscillator by its angle; the projection is the sine. */
    private double nextSum() {
        double sum = 0;
        for (int i = 0; i < real.length; i++) {
            sum += imaginary[i];
            double turned = real[i] * stepReal[i] - imaginary[i] * stepImaginary[i];
            imaginary[i] = real[i] * stepImaginary[i] + imaginary[i] * stepReal[i];
            real[i] = turned;
        }
        if (++sinceNormal == RENORMALIZE_EVERY) {
            sinceNormal = 0;
            for (int i = 0; i < real.length; i++) {
                double size = Math.sqrt(real[i] * real[i] + imaginary[i] * imaginary[i]);
                real[i] /= size;
                imaginary[i] /= size;
            }
        }
        return sum;
    }
}
