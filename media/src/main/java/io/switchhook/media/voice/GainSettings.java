package io.switchhook.media.voice;

import java.util.Objects;

/**
 * How loud a voice is made. What is quieter is turned up and what is louder down, by no more than 12 dB; only a voice moves the gain, so noise in a
 * pause is not turned up. Peaks are limited, not cut.
 *
 * @param targetDbov how loud a voice is to be while it speaks, root mean square: dBov (dBFS), -30 to -6
 * @param maxGainDb by how much a quiet voice may be turned up, dB, 0 to 30
 * @param speed how fast the gain moves
 */
public record GainSettings(double targetDbov, double maxGainDb, Speed speed) {

    /** How fast the gain moves. */
    public enum Speed {
        /** 3 dB a second up, 9 down: one person at one microphone. */
        SLOW(3, 9, 0.005f),
        /** 12 dB a second up, 36 down: many who pass it round. */
        FAST(12, 36, 0.02f);

        private final int up;
        private final int down;
        private final float share;

        Speed(int up, int down, float share) {
            this.up = up;
            this.down = down;
            this.share = share;
        }

        /** Decibels a second. */
        int up() {
            return up;
        }

        int down() {
            return down;
        }

        /** Share of the last 10 ms in how loud the voice is taken to be. */
        float share() {
            return share;
        }
    }

    /** Towards -20 dBov, by 15 dB at most, slowly. */
    public static final GainSettings DEFAULT = new GainSettings(-20, 15, Speed.SLOW);

    public GainSettings {
        Objects.requireNonNull(speed, "speed");
        if (!(targetDbov >= -30 && targetDbov <= -6)) {
            throw new IllegalArgumentException("A voice is to have -30 to -6 dBov, not " + targetDbov);
        }
        if (!(maxGainDb >= 0 && maxGainDb <= 30)) {
            throw new IllegalArgumentException("A voice is turned up by 0 to 30 dB, not " + maxGainDb);
        }
    }

    /** As loud as this a voice is to be: dBov, -30 to -6. */
    public GainSettings withTarget(double dbov) {
        return new GainSettings(dbov, maxGainDb, speed);
    }

    /** By so much a quiet voice may be turned up: dB, 0 to 30. */
    public GainSettings withMaxGain(double decibels) {
        return new GainSettings(targetDbov, decibels, speed);
    }

    /** The gain moves four times as fast. */
    public GainSettings fast() {
        return new GainSettings(targetDbov, maxGainDb, Speed.FAST);
    }
}
