package io.switchhook.media.session;

import io.switchhook.media.pcm.Level;
import io.switchhook.media.voice.VoiceProcessor;
import io.switchhook.media.voice.VoiceSettings;
import java.nio.ByteBuffer;

/**
 * Finds the frames that need not be sent since nobody speaks, and describes the noise in them (RFC 3389 §5). In doubt a frame is sent: what is louder than noise in a room
 * is never taken for silence, nor what stands out of the noise at once, before the detector is sure, so that words keep their beginning.
 */
final class SilenceSuppressor {
    /** What to do with a frame. */
    enum Verdict {
        /** Somebody speaks: send it. */
        SPEECH,
        /** Send a description of the noise in its place. */
        NOISE,
        /** Send nothing. */
        NOTHING
    }

    /** Music and the tones of a network are louder, and may be as steady as noise. */
    private static final double LOUDEST_NOISE_DBOV = -40;

    private static final double QUIETEST_SPEECH_DBOV = -65;
    /** 9 dB, as a power. */
    private static final double STANDS_OUT = 8;

    /** So long after the detector found the last of a voice frames are still sent, and the noise is learned. */
    private static final long HANGOVER_NANOS = 120_000_000;

    private static final long SHORTEST_PAUSE_NANOS = 100_000_000;
    /** A network may forget a path that carries nothing, and the other side its peer. */
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    private final VoiceProcessor detector;
    private final NoiseModel noise = new NoiseModel();
    private short[] passed = {};
    private long quietNanos;
    private long pauseNanos;
    private boolean silent;

    /** @param sampleRate hertz that {@link VoiceProcessor#takes} */
    SilenceSuppressor(int sampleRate) {
        detector = new VoiceProcessor(sampleRate, VoiceSettings.OFF);
    }

    Verdict onFrame(short[] pcm, int length, long frameNanos) {
        if (passed.length < detector.maxOutput(length)) {
            passed = new short[detector.maxOutput(length)];
        }
        detector.process(pcm, 0, length, passed, 0);
        noise.onFrame(pcm, length);
        if (isSpeech()) {
            noise.forget();
            quietNanos = 0;
            silent = false;
            return Verdict.SPEECH;
        }
        noise.learn();
        quietNanos = Math.min(HANGOVER_NANOS, quietNanos + frameNanos);
        if (quietNanos < HANGOVER_NANOS) {
            return Verdict.SPEECH;
        }
        pauseNanos += frameNanos;
        boolean due = !silent
                || pauseNanos >= LONGEST_PAUSE_NANOS
                || pauseNanos >= SHORTEST_PAUSE_NANOS && noise.hasChanged();
        silent = true;
        pauseNanos = due ? 0 : pauseNanos;
        return due ? Verdict.NOISE : Verdict.NOTHING;
    }

    private boolean isSpeech() {
        double power = noise.framePower();
        double dbov = Level.ofPower(power);
        boolean standsOut = noise.isKnown() && power > STANDS_OUT * noise.power() && dbov > QUIETEST_SPEECH_DBOV;
        return detector.isVoice() || dbov > LOUDEST_NOISE_DBOV || standsOut;
    }

    /** The payload of a {@link Verdict#NOISE}. */
    void write(ByteBuffer out) {
        noise.write(out);
    }
}
