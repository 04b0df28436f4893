package io.switchhook.media.voice;

/**
 * How far noise that goes on, of a fan or a street, is turned down: at most so many decibels where nobody speaks, two thirds of it or more in noise
 * that is steady. The more, the more of a low voice goes with it.
 */
public enum NoiseReduction {
    /** Not at all. */
    OFF(0),
    /** By up to 6 dB. */
    LOW(6),
    /** By up to 12 dB. */
    MEDIUM(12),
    /** By up to 20 dB. */
    HIGH(20);

    private final int decibels;

    NoiseReduction(int decibels) {
        this.decibels = decibels;
    }

    /** By how much noise is turned down at most: dB, 0 to 20. */
    public int decibels() {
        return decibels;
    }

    /** What is left of noise, as a factor. */
    float floor() {
        return (float) Math.pow(10, -decibels / 20.0);
    }
}
