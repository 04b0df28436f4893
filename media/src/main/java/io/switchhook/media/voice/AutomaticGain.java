package io.switchhook.media.voice;

import io.switchhook.media.pcm.Level;

/** Moves a gain so that a voice becomes as loud as is wanted. */
final class AutomaticGain {
    private static final double MOST_DOWN_DB = -12;
    private static final double FRAMES_A_SECOND = 100;

    private final GainSettings settings;
    private double voicePower;
    private double decibels;
    private float factor = 1;

    AutomaticGain(GainSettings settings) {
        this.settings = settings;
    }

    /** Takes a frame, and says by what factor it is to be louder at its end. */
    float onFrame(float[] frame, boolean voice) {
        if (!voice) {
            return factor;
        }
        double power = 0;
        for (float sample : frame) {
            power += sample * sample;
        }
        power /= frame.length;
        voicePower += (voicePower == 0 ? 1 : settings.speed().share()) * (power - voicePower);
        double wanted = settings.targetDbov() - Level.ofPower(voicePower);
        wanted = Math.max(MOST_DOWN_DB, Math.min(settings.maxGainDb(), wanted));
        double up = settings.speed().up() / FRAMES_A_SECOND;
        double down = settings.speed().down() / FRAMES_A_SECOND;
        decibels += Math.max(-down, Math.min(up, wanted - decibels));
        factor = (float) Math.pow(10, decibels / 20);
        return factor;
    }

    /** How much louder it is made now, dB. */
    double decibels() {
        return decibels;
    }
}
