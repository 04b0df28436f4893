package io.switchhook.media.voice;

/** Takes out hum and rumble below 100 Hz, and what is no sound at all: a Butterworth filter of the fourth order, 24 dB for each halving. */
final class HighPass {
    private static final double CORNER_HERTZ = 100;

    /** The quality of each of the two halves. */
    private static final double[] QUALITIES = {0.5412, 1.3066};

    private final double[][] coefficients = new double[QUALITIES.length][];
    private final double[][] states = new double[QUALITIES.length][2];

    HighPass(int rate) {
        double angle = 2 * Math.PI * CORNER_HERTZ / rate;
        for (int i = 0; i < QUALITIES.length; i++) {
            double alpha = Math.sin(angle) / (2 * QUALITIES[i]);
            double whole = 1 + alpha;
            coefficients[i] =
                    new double[] {(1 + Math.cos(angle)) / 2 / whole, -2 * Math.cos(angle) / whole, (1 - alpha) / whole};
        }
    }

    void process(float[] samples) {
        for (int half = 0; half < states.length; half++) {
            double[] c = coefficients[half];
            double[] state = states[half];
            for (int i = 0; i < samples.length; i++) {
                double in = samples[i];
                double out = c[0] * in + state[0];
                state[0] = -2 * c[0] * in - c[1] * out + state[1];
                state[1] = c[0] * in - c[2] * out;
                samples[i] = (float) out;
            }
        }
    }
}
