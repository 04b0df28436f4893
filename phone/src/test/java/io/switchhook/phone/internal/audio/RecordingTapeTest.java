package io.switchhook.phone.internal.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.phone.RecordingOptions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RecordingTapeTest {
    private final RecordingTape tape = new RecordingTape(10);

    private static short[] samples(int... values) {
        var samples = new short[values.length];
        for (int i = 0; i < values.length; i++) {
            samples[i] = (short) values[i];
        }
        return samples;
    }

    private short[] take(int most) {
        var target = new short[most];
        return Arrays.copyOf(target, tape.take(target));
    }

    @Test
    void whatDoesNotFitIsNotTakenInPart() {
        assertThat(tape.put(samples(1, 2, 3, 4, 5, 6), 6)).isTrue();
        assertThat(tape.put(samples(7, 8, 9, 10, 11), 5)).isFalse();
        assertThat(take(4)).containsExactly(1, 2, 3, 4);
        assertThat(tape.put(samples(7, 8, 9, 10, 11), 5)).isTrue();
        assertThat(tape.size()).isEqualTo(7);
        assertThat(take(20)).containsExactly(5, 6, 7, 8, 9, 10, 11);
        assertThat(take(20)).isEmpty();
    }

    @Test
    void silenceStandsWhereItWasAndOnlyOneWaits() {
        tape.put(samples(1, 2), 2);
        assertThat(tape.putSilence(1_000_000)).isTrue();
        tape.put(samples(3), 1);
        assertThat(tape.putSilence(5)).isFalse();
        assertThat(tape.takeSilence()).as("samples come first").isZero();
        assertThat(take(1)).containsExactly(1);
        assertThat(take(20)).containsExactly(2);
        assertThat(take(20)).isEmpty();
        assertThat(tape.takeSilence()).isEqualTo(1_000_000);
        assertThat(tape.takeSilence()).isZero();
        assertThat(take(20)).containsExactly(3);
        assertThat(tape.putSilence(5)).isTrue();
        assertThat(tape.takeSilence()).isEqualTo(5);
    }

    @Test
    void ratesAndLayoutsThatCannotBeAreRefused() {
        for (int rate : new int[] {7_999, 48_100, 11_025}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RecordingOptions.DEFAULT.withSampleRate(rate))
                    .withMessageContaining("" + rate);
        }
    }

    @Test
    void sidesOfDifferentRatesStandSideBySide() {
        var head = new RecordingHead(2, 8000);
        var wide = new short[320];
        Arrays.fill(wide, (short) 4_000);
        var narrow = new short[170];
        Arrays.fill(narrow, (short) -2_000);
        int samples = 0;
        for (int frames = 0; frames < 5; frames++) {
            head.send(wide, 320, 16_000);
            samples = head.hear(narrow, 10, 160, 8_000);
        }
        assertThat(samples).isEqualTo(320);
        assertThat(head.frame()[200]).isBetween((short) 3_950, (short) 4_050);
        assertThat(head.frame()[201]).isEqualTo((short) -2_000);
        samples = head.hear(narrow, 10, 160, 8_000);
        assertThat(samples).isEqualTo(320);
        assertThat(head.frame()[200]).as("we send nothing").isZero();
    }
}
