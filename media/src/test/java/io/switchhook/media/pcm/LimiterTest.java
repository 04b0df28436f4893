package io.switchhook.media.pcm;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.tone.ToneSource;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LimiterTest {
    private static final int FRAME = 80;

    private final Mixer mixer = new Mixer(FRAME);
    private final Limiter limiter = new Limiter();
    private final short[] out = new short[FRAME];

    private static int largestStep(short[] samples, int from) {
        int step = 0;
        for (int i = from + 1; i < samples.length; i++) {
            step = Math.max(step, Math.abs(samples[i] - samples[i - 1]));
        }
        return step;
    }

    private void mix(short[]... voices) {
        mixer.clear();
        for (var voice : voices) {
            mixer.add(voice, 0, FRAME);
        }
        mixer.mixAll(out, 0, FRAME, limiter);
    }

    /** A loud tone whose period is a frame. */
    private static short[] loud(int frequency) {
        var samples = new short[FRAME];
        for (int i = 0; i < FRAME; i++) {
            samples[i] = (short) Math.round(30_000 * Math.sin(2 * Math.PI * frequency * i / 8_000));
        }
        return samples;
    }

    @Test
    void whatFitsIsNotTouched() {
        var voice = new short[FRAME];
        new ToneSource(8_000, 440).read(voice, 0, FRAME);
        mix(voice);
        assertThat(out).isEqualTo(voice);
        assertThat(limiter.gain()).isEqualTo(1);
    }

    @Test
    void loudVoicesTogetherKeepTheirShape() {
        var voice = loud(100);
        mix(voice, voice);
        mix(voice, voice);
        assertThat(limiter.gain()).isBetween(0.54, 0.55);
        for (int i = 0; i < FRAME; i++) {
            // Cut peaks would be flat at 32767 for a third of the time.
            assertThat((double) out[i]).isCloseTo(2 * voice[i] * limiter.gain(), Offset.offset(1.0));
        }
        assertThat(largestStep(out, 0)).isLessThan(2_700);
    }

    @Test
    void quietVoiceComesBackWithinHalfASecondAndNoLouderThanItWas() {
        var voice = loud(100);
        mix(voice, voice, voice, voice);
        assertThat(limiter.gain()).isLessThan(0.3);
        double before = limiter.gain();
        var quiet = new short[FRAME];
        Arrays.fill(quiet, (short) 1_000);
        for (int frames = 0; frames < 50; frames++) {
            mix(quiet);
            assertThat(limiter.gain()).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(1);
            before = limiter.gain();
        }
        assertThat(out).isEqualTo(quiet);
    }

    @Test
    void firstLoudFrameOverflowsNowhere() {
        var high = new short[FRAME];
        Arrays.fill(high, Short.MAX_VALUE);
        mix(high, high, high);
        assertThat(out).containsOnly(Short.MAX_VALUE);
        var low = new short[FRAME];
        Arrays.fill(low, Short.MIN_VALUE);
        mix(low, low, low);
        for (short sample : out) {
            assertThat(sample).isNegative();
        }
    }

    @Test
    void listenerWithoutHisOwnVoiceIsNotTurnedDownForIt() {
        var mine = loud(200);
        var yours = loud(100);
        mixer.clear();
        mixer.add(mine, 0, FRAME);
        mixer.add(yours, 0, FRAME);
        mixer.mixWithout(mine, 0, out, 0, FRAME, limiter);
        assertThat(out).isEqualTo(yours);
    }

    @Test
    void coughIsNoSpeechAndAPauseBetweenWordsNoEnd() {
        var gate = new SpeechGate();
        for (int i = 0; i < 4; i++) {
            assertThat(gate.onLevel(-20)).isFalse();
        }
        assertThat(gate.onLevel(-80)).isFalse();
        for (int i = 0; i < 4; i++) {
            assertThat(gate.onLevel(-20)).isFalse();
        }
        assertThat(gate.onLevel(-20)).isTrue();
        assertThat(gate.isSpeaking()).isTrue();
        for (int i = 0; i < 49; i++) {
            assertThat(gate.onLevel(-60)).isFalse();
        }
        assertThat(gate.onLevel(-30)).isFalse();
        for (int i = 0; i < 49; i++) {
            assertThat(gate.onLevel(-60)).isFalse();
        }
        assertThat(gate.onLevel(-60)).isTrue();
        assertThat(gate.isSpeaking()).isFalse();
    }
}
