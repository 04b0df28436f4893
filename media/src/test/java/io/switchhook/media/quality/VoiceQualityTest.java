package io.switchhook.media.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.switchhook.media.codec.CodecName;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ITU-T G.107, G.113. */
class VoiceQualityTest {
    private static final CodecImpairment WITHOUT_CONCEALMENT = new CodecImpairment(0, 4.3);

    private static VoiceQuality rated(CodecImpairment codec, double share, double burstRatio, long delayMillis) {
        return VoiceQuality.of(codec, share, burstRatio, Optional.of(Duration.ofMillis(delayMillis)));
    }

    /** G.107 table B.1: the scores at the borders of its categories, of which the formula gives 4.024 for the 4.03; 93.2 is its default R, and 4.41 the score of it. */
    @ParameterizedTest
    @CsvSource({
        "93.2, 4.41",
        "90, 4.34",
        "80, 4.03",
        "70, 3.60",
        "60, 3.10",
        "50, 2.58",
        "0, 1.00",
        "-5, 1.00",
        "3, 1.00",
        "100, 4.50",
        "120, 4.50"
    })
    void scoresAreThoseOfTheTable(double r, double score) {
        assertThat(VoiceQuality.score(r)).isCloseTo(score, within(0.0065));
    }

    @Test
    void g711WithoutLossAndDelayHasTheDefaultOfTheModel() {
        var quality = rated(CodecImpairment.G711, 0, 1, 60);
        assertThat(quality.rFactor()).hasValue(93.2);
        assertThat(quality.mosListening()).isCloseTo(4.41, within(0.005));
        assertThat(quality.mosConversational().getAsDouble()).isEqualTo(quality.mosListening());
    }

    /** Ie + (95 - Ie) Ppl / (Ppl / BurstR + Bpl), by hand, G.107 §7.5. */
    @ParameterizedTest
    @CsvSource({
        "0, 25.1, 1, 1, 3.6398",
        "0, 25.1, 5, 1, 15.7807",
        "0, 25.1, 5, 2, 17.2101",
        "0, 4.3, 1, 1, 17.9245",
        "11, 19, 2, 1, 19.0000",
        "11, 19, 2, 2, 19.4000",
        "0, 25.1, 5, 0.5, 15.7807",
        "0, 25.1, 20, 100, 68.8406",
        "0, 25.1, 0, 1, 0"
    })
    void lossTakesWhatTheFormulaSays(double ie, double bpl, double percent, double ratio, double impairment) {
        assertThat(VoiceQuality.equipmentImpairment(new CodecImpairment(ie, bpl), percent / 100, ratio))
                .isCloseTo(impairment, within(0.0001));
    }

    /** Idd of G.107 §7.4: nothing up to 100 ms; with X = 1 and X = 2 the formula is done by hand. */
    @ParameterizedTest
    @CsvSource({"0, 0", "100, 0", "200, 3.0452", "400, 24.0697"})
    void delayTakesWhatTheFormulaSays(long millis, double impairment) {
        assertThat(VoiceQuality.delayImpairment(Duration.ofMillis(millis))).isCloseTo(impairment, within(0.001));
    }

    @Test
    void concealmentIsWorthWhatGoodCodecsCost() {
        assertThat(rated(CodecImpairment.G711, 0.03, 1, 50).mosListening()).isGreaterThan(4.0);
        assertThat(rated(WITHOUT_CONCEALMENT, 0.03, 1, 50).mosListening()).isLessThan(2.9);
    }

    @Test
    void lossesThatComeTogetherAreWorse() {
        assertThat(rated(CodecImpairment.G711, 0.05, 3, 50).rFactor().getAsDouble())
                .isLessThan(rated(CodecImpairment.G711, 0.05, 1, 50).rFactor().getAsDouble() - 1);
    }

    @Test
    void withoutADelayThereIsNoRatingOfTheConversation() {
        var quality = VoiceQuality.of(CodecImpairment.G711, 0.01, 1, Optional.empty());
        assertThat(quality.rFactor()).isEmpty();
        assertThat(quality.mosConversational()).isEmpty();
        assertThat(quality.mosListening()).isCloseTo(4.33, within(0.01));
    }

    @Test
    void nothingIsWorseThanTheWorst() {
        var quality = rated(WITHOUT_CONCEALMENT, 1, 8, 3_000);
        assertThat(quality.rFactor()).hasValue(0);
        assertThat(quality.mosListening()).isEqualTo(1);
        assertThat(quality.mosConversational()).hasValue(1);
    }

    @Test
    void whatIsNotPublishedIsNotKnown() {
        assertThat(CodecImpairment.of(new CodecName("pcmu", 8000))).contains(CodecImpairment.G711);
        assertThat(CodecImpairment.of(new CodecName("PCMA", 8000))).contains(CodecImpairment.G711);
        assertThat(CodecImpairment.of(new CodecName("G729", 8000))).contains(CodecImpairment.G729);
        assertThat(CodecImpairment.of(new CodecName("G722", 8000))).isEmpty();
        assertThat(CodecImpairment.of(new CodecName("opus", 48000, 2))).isEmpty();
    }

    @Test
    void figuresThatCannotBeAreRefused() {
        assertThatThrownBy(() -> rated(CodecImpairment.G711, 1.01, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rated(CodecImpairment.G711, Double.NaN, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rated(CodecImpairment.G711, 0, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CodecImpairment(-1, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CodecImpairment(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CodecImpairment(Double.NaN, 4)).isInstanceOf(IllegalArgumentException.class);
    }
}
