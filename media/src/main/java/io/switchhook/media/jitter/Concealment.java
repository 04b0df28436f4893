package io.switchhook.media.jitter;

import io.switchhook.media.pcm.Level;

/**
 * Fills gaps of mono audio with what was heard last: finds the pitch of the last audio, repeats its last period,
 * keeps the level for 10 ms, then fades to silence at
 * {@link #FADE_MILLIS}. When audio comes back, the first 4 ms are blended with the continued repetition, so that no
 * click is heard. Works on samples, so for any codec; it is simpler than G.711
 * Appendix I but follows the same idea. Allocates nothing. Not thread-safe.
 */
public final class Concealment {
    static final int FADE_MILLIS = 60;
    private static final int STEADY_MILLIS = 10;
    private static final int BLEND_MILLIS = 4;
    private static final int MIN_PITCH_HZ = 66;
    private static final int MAX_PITCH_HZ = 400;

    private static final int STRIDE_HZ = 8000;
    private static final double CLEARLY = 1.02;

    private final short[] history;
    private final int stride;
    private final int minLag;
    private final int maxLag;
    private final int steady;
    private final int fade;
    private final int blend;
    private int known;
    private int lag;
    private int concealed;
    private boolean skipping;

    /** @param sampleRate hertz */
    public Concealment(int sampleRate) {
        stride = Math.max(1, sampleRate / STRIDE_HZ);
        minLag = sampleRate / MAX_PITCH_HZ;
        maxLag = sampleRate / MIN_PITCH_HZ;
        steady = sampleRate * STEADY_MILLIS / 1000;
        fade = sampleRate * FADE_MILLIS / 1000;
        blend = sampleRate * BLEND_MILLIS / 1000;
        history = new short[2 * maxLag];
    }

    /** Good audio: is remembered, and blended in place when it follows a gap. */
    public void onAudio(short[] pcm, int offset, int length) {
        if (length == 0) {
            return;
        }
        // After silence the audio has a beginning of its own.
        if (concealed > 0 && concealed < fade && known == history.length || skipping) {
            skipping = false;
            int count = Math.min(blend, length);
            for (int i = 0; i < count; i++) {
                int repeated = repeated();
                concealed++;
                pcm[offset + i] = Level.saturate((pcm[offset + i] * (i + 1) + repeated * (count - i)) / (count + 1));
            }
        }
        concealed = 0;
        int kept = Math.min(length, history.length);
        System.arraycopy(history, kept, history, 0, history.length - kept);
        System.arraycopy(pcm, offset + length - kept, history, history.length - kept, kept);
        known = Math.min(history.length, known + length);
    }

    /** Audio was left out before what comes next: that is blended in as after a gap. */
    public void onSkip() {
        if (concealed == 0 && known == history.length) {
            lag = pitchLag();
            skipping = true;
        }
    }

    /** Writes audio in place of what is missing; silence once the fade is over, and before any audio was heard. */
    public void conceal(short[] pcm, int offset, int length) {
        if (concealed == 0) {
            lag = known < history.length ? maxLag : pitchLag();
        }
        for (int i = 0; i < length; i++) {
            pcm[offset + i] = (short) repeated();
            concealed = Math.min(concealed + 1, fade);
        }
    }

    private int repeated() {
        if (concealed >= fade || known < history.length) {
            return 0;
        }
        int sample = history[history.length - lag + concealed % lag];
        int over = concealed - steady;
        return over <= 0 ? sample : sample * (fade - concealed) / (fade - steady);
    }

    /** The lag at which the last audio resembles itself most: sought in steps of 8 kHz, which voices need no finer, then around the best. */
    private int pitchLag() {
        int coarse = bestLag(minLag, maxLag, stride);
        return stride == 1
                ? coarse
                : bestLag(Math.max(minLag, coarse - stride + 1), Math.min(maxLag, coarse + stride - 1), 1);
    }

    /** By normalized correlation. Of lags that are as good the shorter counts. */
    private int bestLag(int from, int to, int step) {
        int end = history.length;
        int span = end - maxLag;
        int best = to;
        double bestScore = 0;
        for (int candidate = from; candidate <= to; candidate += step) {
            long correlation = 0;
            long energy = 1;
            for (int i = end - span; i < end; i += 2 * stride) {
                int earlier = history[i - candidate];
                correlation += (long) history[i] * earlier;
                energy += (long) earlier * earlier;
            }
            double score = correlation <= 0 ? 0 : (double) correlation * correlation / energy;
            if (score > bestScore * (step == stride ? CLEARLY : 1)) {
                bestScore = score;
                best = candidate;
            }
        }
        return best;
    }

    /** Forgets what was heard. */
    public void reset() {
        known = 0;
        concealed = 0;
        skipping = false;
    }
}
