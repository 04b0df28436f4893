package io.switchhook.stack.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.media.codec.G722;
import io.switchhook.sdp.MediaFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstalledCodecsTest {

    @Test
    void thoseOfTheHouseAreAlwaysThereAndSpeltAsTheyAreRegistered() {
        assertThat(InstalledCodecs.formats()).contains(MediaFormat.PCMA, MediaFormat.PCMU, MediaFormat.G722);
        assertThat(InstalledCodecs.named("g722")).contains(MediaFormat.G722);
        assertThat(InstalledCodecs.named("speex")).isEmpty();
        assertThat(InstalledCodecs.has(MediaFormat.of("pcmu", 8_000))).isTrue();
        assertThat(InstalledCodecs.has(MediaFormat.of("PCMU", 16_000))).isFalse();
    }

    /** RFC 3551 §4.5.2: its clock has 8000 Hz, also for who says otherwise. */
    @Test
    void whoAnnouncesTheRateOfG722sSamplesGetsItToo() {
        var codecs = InstalledCodecs.only(List.of(MediaFormat.of("G722", 16_000), MediaFormat.PCMA));
        assertThat(codecs.factories()).first().isSameAs(G722.WIDEBAND);
        assertThat(G722.WIDEBAND.name().clockRate()).isEqualTo(8_000);
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThatThrownBy(() -> InstalledCodecs.only(List.of(MediaFormat.PCMA, MediaFormat.of("iLBC", 8_000))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ILBC/8000");
    }
}
