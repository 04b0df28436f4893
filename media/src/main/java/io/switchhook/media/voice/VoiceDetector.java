package io.switchhook.media.voice;

import io.switchhook.media.pcm.Level;

/** Tells a voice from noise and from echo by how far it stands out of them: 30 ms begin it, a quarter of a second without ends it. */
final class VoiceDetector {
    /** 6 dB above the rest, as a power. */
    private static final float STANDS_OUT = 4;

    private static final double QUIETEST_DBOV = -65;
    private static final int FRAMES_TO_BEGIN = 3;
    private static final int FRAMES_TO_END = 25;

    private int run;
    private boolean voice;

    /** Takes 10 ms: the power of all that is heard, and that of noise and echo in it, as mean squares of samples. */
    boolean onFrame(double power, double rest) {
        boolean loud = power > STANDS_OUT * rest && Level.ofPower(power) > QUIETEST_DBOV;
        run = loud == voice ? 0 : run + 1;
        if (run >= (voice ? FRAMES_TO_END : FRAMES_TO_BEGIN)) {
            voice = !voice;
            run = 0;
        }
        return voice;
    }
}
