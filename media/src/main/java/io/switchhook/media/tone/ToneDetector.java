package io.switchhook.media.tone;

import io.switchhook.media.pcm.Level;
import io.switchhook.media.pcm.PcmSink;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Finds which of some frequencies are in the audio, window by window: Goertzel's filter under a Hann window, compared
 * with the window's whole energy. A frequency is present when it
 * holds at least {@link #PRESENT_SHARE} of the energy and the window is louder than {@link #QUIET_DBOV}; so neither
 * silence nor noise shows one. Frequencies must be two windows' worth
 * of hertz apart (20 Hz at the default 100 ms). Not thread-safe.
 */
public final class ToneDetector implements PcmSink {
    /** Least share of a window's energy; four equal tones can be told together. */
    public static final double PRESENT_SHARE = 0.15;

    /** A window below this level holds nothing. */
    public static final double QUIET_DBOV = -55;

    private static final int WINDOWS_PER_SECOND = 10;

    private final int sampleRate;
    private final int[] frequencies;
    private final double[] coefficients;
    private final double[] window;
    private final double windowSum;
    private final double windowPower;
    private final short[] pending;
    private final double[] shares;
    private final int[] heard;
    private final boolean[] present;
    private int filled;
    private int windows;
    private double levelDbov = Level.SILENCE_DBOV;

    /** A detector with windows of 100 ms. */
    public ToneDetector(int sampleRate, int... frequencies) {
        this(sampleRate, sampleRate / WINDOWS_PER_SECOND, frequencies);
    }

    /**
     * @param windowSamples at least 16
     * @param frequencies hertz, above 0 and below half the sample rate
     */
    public ToneDetector(int sampleRate, int windowSamples, int[] frequencies) {
        if (windowSamples < 16) {
            throw new IllegalArgumentException("A window has at least 16 samples, not " + windowSamples);
        }
        this.sampleRate = sampleRate;
        this.frequencies = frequencies.clone();
        coefficients = new double[frequencies.length];
        for (int i = 0; i < frequencies.length; i++) {
            if (frequencies[i] <= 0 || frequencies[i] * 2 >= sampleRate) {
                throw new IllegalArgumentException(
                        "Cannot detect " + frequencies[i] + " Hz at a sample rate of " + sampleRate);
            }
            coefficients[i] = 2 * Math.cos(2 * Math.PI * frequencies[i] / sampleRate);
        }
        window = new double[windowSamples];
        double sum = 0;
        double power = 0;
        for (int i = 0; i < windowSamples; i++) {
            window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / windowSamples);
            sum += window[i];
            power += window[i] * window[i];
        }
        windowSum = sum;
        windowPower = power;
        pending = new short[windowSamples];
        shares = new double[frequencies.length];
        heard = new int[frequencies.length];
        present = new boolean[frequencies.length];
    }

    @Override
    public int sampleRate() {
        return sampleRate;
    }

    @Override
    public void write(short[] samples, int offset, int length) {
        for (int i = 0; i < length; i++) {
            pending[filled++] = samples[offset + i];
            if (filled == pending.length) {
                filled = 0;
                analyze();
            }
        }
    }

    private void analyze() {
        double energy = 0;
        for (int i = 0; i < pending.length; i++) {
            double value = pending[i] * window[i];
            energy += value * value;
        }
        windows++;
        levelDbov = Level.ofPower(energy / windowPower);
        for (int i = 0; i < frequencies.length; i++) {
            // A sine of amplitude A gives A/2 * sum of the window, and has the power A*A/2.
            shares[i] = energy == 0
                    ? 0
                    : Math.min(1, 2 * power(coefficients[i]) / (windowSum * windowSum) / (energy / windowPower));
            present[i] = levelDbov > QUIET_DBOV && shares[i] >= PRESENT_SHARE;
            heard[i] += present[i] ? 1 : 0;
        }
    }

    private double power(double coefficient) {
        double last = 0;
        double beforeLast = 0;
        for (int i = 0; i < pending.length; i++) {
            double current = pending[i] * window[i] + coefficient * last - beforeLast;
            beforeLast = last;
            last = current;
        }
        return last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
    }

    /** Whole windows seen since the beginning or {@link #reset}. */
    public int windows() {
        return windows;
    }

    /** In how many of them the frequency was present. */
    public int windowsWith(int frequency) {
        return heard[index(frequency)];
    }

    /** Whether the frequency was present in at least that share of the windows, of which there must be one. */
    public boolean hears(int frequency, double leastShareOfWindows) {
        return windows > 0 && windowsWith(frequency) >= leastShareOfWindows * windows;
    }

    /** The frequencies present in the last window, in the order given at construction. */
    public List<Integer> present() {
        var found = new ArrayList<Integer>();
        for (int i = 0; i < frequencies.length; i++) {
            if (present[i]) {
                found.add(frequencies[i]);
            }
        }
        return found;
    }

    /** Share of the last window's energy at the frequency, 0 to 1; absent before the first window. */
    public OptionalDouble share(int frequency) {
        int index = index(frequency);
        return windows == 0 ? OptionalDouble.empty() : OptionalDouble.of(shares[index]);
    }

    /** Level of the last window in dBov; absent before the first window. */
    public OptionalDouble levelDbov() {
        return windows == 0 ? OptionalDouble.empty() : OptionalDouble.of(levelDbov);
    }

    /** Forgets everything heard. */
    public void reset() {
        filled = 0;
        windows = 0;
        java.util.Arrays.fill(heard, 0);
        java.util.Arrays.fill(shares, 0);
        java.util.Arrays.fill(present, false);
    }

    private int index(int frequency) {
        for (int i = 0; i < frequencies.length; i++) {
            if (frequencies[i] == frequency) {
                return i;
            }
        }
        throw new IllegalArgumentException(frequency + " Hz is not one of " + java.util.Arrays.toString(frequencies));
    }
}
