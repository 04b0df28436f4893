package io.switchhook.media.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoiceSettingsTest {

    @Test
    void eachPartIsOnOrOffByItself() {
        assertThat(VoiceSettings.OFF.withHighPass(true).highPass()).isTrue();
        assertThat(VoiceSettings.OFF.withNoise(NoiseReduction.LOW).noise()).isEqualTo(NoiseReduction.LOW);
        assertThat(VoiceSettings.OFF.withGain(GainSettings.DEFAULT).gain()).contains(GainSettings.DEFAULT);
        assertThat(VoiceSettings.OFF.withEcho(EchoSettings.DEFAULT).echo()).contains(EchoSettings.DEFAULT);
        assertThat(VoiceSettings.DEFAULT
                        .withoutEcho()
                        .withGain(GainSettings.DEFAULT)
                        .withoutGain()
                        .withNoise(NoiseReduction.OFF)
                        .withHighPass(false))
                .isEqualTo(VoiceSettings.OFF);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 257})
    void aTailOutOfRangeIsRefused(int millis) {
        assertThatThrownBy(() -> EchoSettings.DEFAULT.withTail(Duration.ofMillis(millis)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 to 256 ms, not " + millis);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1001})
    void aDelayOutOfRangeIsRefused(int millis) {
        assertThatThrownBy(() -> EchoSettings.DEFAULT.withMaxDelay(Duration.ofMillis(millis)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 to 1000 ms, not " + millis);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-31, -5, Double.NaN})
    void aTargetOutOfRangeIsRefused(double dbov) {
        assertThatThrownBy(() -> GainSettings.DEFAULT.withTarget(dbov)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 31, Double.NaN})
    void aGainOutOfRangeIsRefused(double decibels) {
        assertThatThrownBy(() -> GainSettings.DEFAULT.withMaxGain(decibels))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theEdgesOfRangesAreTaken() {
        var echo = EchoSettings.DEFAULT.withTail(Duration.ofMillis(64)).withMaxDelay(Duration.ZERO);
        assertThat(new VoiceProcessor(8_000, VoiceSettings.OFF.withEcho(echo))
                        .settings()
                        .echo())
                .contains(echo);
        var longest = EchoSettings.DEFAULT.withTail(Duration.ofMillis(256)).withMaxDelay(Duration.ofSeconds(1));
        assertThat(new VoiceProcessor(48_000, VoiceSettings.OFF.withEcho(longest))
                        .settings()
                        .echo())
                .contains(longest);
        assertThat(GainSettings.DEFAULT.withTarget(-6).withMaxGain(30).fast().speed())
                .isEqualTo(GainSettings.Speed.FAST);
    }
}
