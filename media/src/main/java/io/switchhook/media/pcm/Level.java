package io.switchhook.media.pcm;

/**
 * Loudness of linear audio in dBov: decibels relative to the overload point, 0 and less (RFC 6464 §3 uses the same
 * scale).
 */
public final class Level {
    /** What silence measures: nothing in 16 bits is quieter. */
    public static final double SILENCE_DBOV = -127;

    private static final double FULL_SCALE = 32768;

    private Level() {}

    /**
     * Root mean square of the samples in dBov. A full-scale square wave is 0, a full-scale sine -3; no samples count as
     * silence.
     */
    public static double rmsDbov(short[] samples, int offset, int length) {
        double sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += (double) samples[i] * samples[i];
        }
        return ofPower(length == 0 ? 0 : sum / length);
    }

    /** Mean square of 16-bit samples as dBov. */
    public static double ofPower(double meanSquare) {
        return meanSquare <= 0
                ? SILENCE_DBOV
                : Math.max(SILENCE_DBOV, 10 * Math.log10(meanSquare / (FULL_SCALE * FULL_SCALE)));
    }

    /** The peak value of a sine whose root mean square is that many dBov. */
    public static double sineAmplitude(double dbov) {
        return Math.sqrt(2) * FULL_SCALE * Math.pow(10, dbov / 20);
    }

    /** Limits to 16 bits. */
    public static short saturate(int value) {
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value));
    }
}
