package io.switchhook.media.pcm;

/**
 * Tells from the levels of frames of 10 ms whether somebody speaks: loud for a moment begins it, half a second of quiet ends it, so that a cough is no speech and a pause
 * between words no end.
 */
public final class SpeechGate {
    /** A telephone's own noise is quieter, a low voice louder. */
    public static final double SPEECH_DBOV = -45;

    private static final int FRAMES_TO_BEGIN = 5;
    private static final int FRAMES_TO_END = 50;

    private int run;
    private boolean speaking;

    /**
     * Takes the level of the next 10 ms.
     *
     * @return whether the answer has changed with it
     */
    public boolean onLevel(double dbov) {
        boolean loud = dbov > SPEECH_DBOV;
        if (loud == speaking) {
            run = 0;
            return false;
        }
        run++;
        if (run < (speaking ? FRAMES_TO_END : FRAMES_TO_BEGIN)) {
            return false;
        }
        speaking = !speaking;
        run = 0;
        return true;
    }

    /** Whether somebody speaks now. */
    public boolean isSpeaking() {
        return speaking;
    }
}
