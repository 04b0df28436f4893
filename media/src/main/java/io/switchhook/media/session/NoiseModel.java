package io.switchhook.media.session;

import io.switchhook.media.pcm.Level;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Learns the level and the spectrum of the noise around from what is heard in silence, and describes them (RFC 3389 §3). */
final class NoiseModel {
    private static final int ORDER = 10;
    private static final int FRAMES_TO_KNOW = 3;
    /** From then on a frame counts as much as all before it count less. */
    private static final int FRAMES_TO_REMEMBER = 10;

    private static final int RESERVED = 0xFF;
    private static final double STEP = 258.0 / 32_768;

    /** The level has changed when it has by so many decibels. */
    private static final int LOUDER = 3;

    /** The spectrum has when one of its coefficients has by that. */
    private static final int OTHER_SOUND = 40;

    /** What the first coefficients say is heard; the others waver from frame to frame. */
    private static final int TELLING = 2;

    private final double[] mean = new double[ORDER + 1];
    private final double[] now = new double[ORDER + 1];
    private final double[] predictor = new double[ORDER + 1];
    private final double[] before = new double[ORDER + 1];
    private final byte[] described = new byte[ORDER + 1];
    private final byte[] sent = new byte[ORDER + 1];
    private int frames;

    /** Takes a frame; it counts when {@link #learn} follows. */
    void onFrame(short[] pcm, int length) {
        for (int lag = 0; lag <= ORDER; lag++) {
            double sum = 0;
            for (int i = lag; i < length; i++) {
                sum += pcm[i] * pcm[i - lag];
            }
            now[lag] = length == 0 ? 0 : sum / length;
        }
    }

    /** Mean square of the last frame. */
    double framePower() {
        return now[0];
    }

    /** The last frame was noise. */
    void learn() {
        frames = Math.min(frames + 1, FRAMES_TO_REMEMBER);
        for (int lag = 0; lag <= ORDER; lag++) {
            mean[lag] += (now[lag] - mean[lag]) / frames;
        }
    }

    /** Begins anew. */
    void forget() {
        frames = 0;
        Arrays.fill(mean, 0);
    }

    boolean isKnown() {
        return frames >= FRAMES_TO_KNOW;
    }

    /** Mean square of the noise. */
    double power() {
        return mean[0];
    }

    /** Whether the noise is no longer as it was described last. */
    boolean hasChanged() {
        describe();
        if (Math.abs(described[0] - sent[0]) >= LOUDER) {
            return true;
        }
        for (int i = 1; i <= TELLING; i++) {
            if (Math.abs((described[i] & 0xFF) - (sent[i] & 0xFF)) >= OTHER_SOUND) {
                return true;
            }
        }
        return false;
    }

    void write(ByteBuffer out) {
        describe();
        System.arraycopy(described, 0, sent, 0, sent.length);
        out.put(sent);
    }

    /** By Levinson and Durbin. */
    private void describe() {
        described[0] = (byte) Math.round(-Level.ofPower(mean[0]));
        // A little white noise beneath keeps digital silence and pure tones from dividing by nothing.
        double left = mean[0] * 1.0001 + 1e-3;
        Arrays.fill(predictor, 0);
        for (int i = 1; i <= ORDER; i++) {
            double sum = mean[i];
            for (int j = 1; j < i; j++) {
                sum += predictor[j] * mean[i - j];
            }
            double reflection = -sum / left;
            System.arraycopy(predictor, 0, before, 0, i);
            for (int j = 1; j < i; j++) {
                predictor[j] = before[j] + reflection * before[i - j];
            }
            predictor[i] = reflection;
            left *= 1 - reflection * reflection;
            int index = 127 + (int) Math.round(reflection / STEP);
            described[i] = (byte) Math.max(0, Math.min(RESERVED - 1, index));
        }
    }
}
