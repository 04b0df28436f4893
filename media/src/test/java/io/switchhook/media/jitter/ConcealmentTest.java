package io.switchhook.media.jitter;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.pcm.Level;
import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import org.junit.jupiter.api.Test;

class ConcealmentTest {
    private static final int FRAME = 160;

    private final Concealment concealment = new Concealment(8000);
    private final ToneSource tone = new ToneSource(8000, 250.0);

    @Test
    void lostFrameSoundsLikeWhatWasHeardBefore() {
        hear(5);
        short[] gap = new short[FRAME];
        concealment.conceal(gap, 0, FRAME);
        var detector = new ToneDetector(8000, FRAME, new int[] {250});
        detector.write(gap, 0, FRAME);
        assertThat(detector.present()).containsExactly(250);
        assertThat(Level.rmsDbov(gap, 0, 80)).isBetween(-17.0, -15.0);
    }

    @Test
    void longGapFadesToSilenceWithinSixtyMilliseconds() {
        hear(5);
        short[] gap = new short[4 * FRAME];
        concealment.conceal(gap, 0, gap.length);
        double before = Level.rmsDbov(gap, 0, 80);
        for (int at = 160; at < 480; at += 80) {
            double level = Level.rmsDbov(gap, at, 80);
            assertThat(level).isLessThan(before);
            before = level;
        }
        assertThat(Level.rmsDbov(gap, 480, FRAME)).isEqualTo(Level.SILENCE_DBOV);
    }

    @Test
    void gapBeforeAnyAudioIsSilent() {
        short[] gap = {1, 2, 3};
        concealment.conceal(gap, 0, 3);
        assertThat(gap).containsOnly((short) 0);
    }

    @Test
    void neitherEdgeOfAGapClicks() {
        short[] last = hear(5);
        short[] gap = new short[FRAME];
        concealment.conceal(gap, 0, FRAME);
        // Four frames of 20 ms hold whole periods of 250 Hz, so the tone goes on in phase.
        tone.read(new short[FRAME], 0, FRAME);
        short[] after = new short[FRAME];
        tone.read(after, 0, FRAME);
        concealment.onAudio(after, 0, FRAME);
        int largestStep = (int) (Level.sineAmplitude(-16) * 2 * Math.PI * 250 / 8000 * 1.6);
        assertThat(Math.abs(gap[0] - last[FRAME - 1])).isLessThan(largestStep);
        assertThat(Math.abs(after[0] - gap[FRAME - 1])).isLessThan(largestStep);
        for (int i = 1; i < FRAME; i++) {
            assertThat(Math.abs(gap[i] - gap[i - 1])).as("sample %d", i).isLessThan(largestStep);
            assertThat(Math.abs(after[i] - after[i - 1])).as("sample %d", i).isLessThan(largestStep);
        }
    }

    @Test
    void audioAfterASkippedPacketIsBlendedIn() {
        short[] last = hear(5);
        // Half a period is left out: the wave would turn over.
        tone.read(new short[16], 0, 16);
        short[] after = new short[FRAME];
        tone.read(after, 0, FRAME);
        concealment.onSkip();
        concealment.onAudio(after, 0, FRAME);
        int largestStep = (int) (Level.sineAmplitude(-16) * 2 * Math.PI * 250 / 8000 * 1.6);
        assertThat(Math.abs(after[0] - last[FRAME - 1])).isLessThan(largestStep);
        for (int i = 1; i < FRAME; i++) {
            assertThat(Math.abs(after[i] - after[i - 1])).as("sample %d", i).isLessThan(largestStep);
        }
    }

    private short[] hear(int frames) {
        short[] frame = new short[FRAME];
        for (int i = 0; i < frames; i++) {
            tone.read(frame, 0, FRAME);
            concealment.onAudio(frame, 0, FRAME);
        }
        return frame;
    }
}
