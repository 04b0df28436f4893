package io.switchhook.testkit;

/** The last 160 ms of sound at 8 kHz, and what tones are in it. */
final class ToneEar {
    private static final int SAMPLES = 1_280;
    private static final double RATE = 8_000;

    /** Quieter than this is silence: about -40 dB of full scale. */
    private static final double QUIET = 300;

    /** A tone is heard when at least so much of the energy is its own; two tones of equal level have a half each. */
    private static final double SHARE = 0.3;

    private final short[] ring = new short[SAMPLES];
    private long heard;

    void hear(short sample) {
        ring[(int) (heard++ % SAMPLES)] = sample;
    }

    void forget() {
        heard = 0;
    }

    boolean isFull() {
        return heard >= SAMPLES;
    }

    private double energy() {
        double sum = 0;
        for (short sample : ring) {
            sum += (double) sample * sample;
        }
        return sum;
    }

    boolean isQuiet() {
        return Math.sqrt(energy() / SAMPLES) < QUIET;
    }

    /** Goertzel's algorithm: how much of the energy is at this frequency. */
    boolean hears(int hertz) {
        if (!isFull() || isQuiet()) {
            return false;
        }
        double coefficient = 2 * Math.cos(2 * Math.PI * hertz / RATE);
        double before = 0;
        double last = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double next = ring[(int) ((heard + i) % SAMPLES)] + coefficient * last - before;
            before = last;
            last = next;
        }
        double power = last * last + before * before - coefficient * last * before;
        return 2 * power / (SAMPLES * energy()) >= SHARE;
    }
}
