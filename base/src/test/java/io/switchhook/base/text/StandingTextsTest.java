package io.switchhook.base.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandingTextsTest {
    private final StandingTexts<String> texts = new StandingTexts<>(4, 32);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void anEqualTextOfTheSameKindIsFoundWhereverItStands() {
        texts.keep(1, bytes("..RTP/AVP 8 0.."), 2, 13, "made");
        assertThat(texts.find(1, bytes("RTP/AVP 8 0"), 0, 11)).isEqualTo("made");
        assertThat(texts.find(2, bytes("RTP/AVP 8 0"), 0, 11)).isNull();
        assertThat(texts.find(1, bytes("RTP/AVP 8 0"), 0, 10)).isNull();
    }

    /** Length and both ends are alike, so both have one slot. */
    @Test
    void textsThatDifferInTheMiddlePushEachOtherOut() {
        texts.keep(0, bytes("12345678a12345678"), 0, 17, "a");
        assertThat(texts.find(0, bytes("12345678b12345678"), 0, 17)).isNull();
        texts.keep(0, bytes("12345678b12345678"), 0, 17, "b");
        assertThat(texts.find(0, bytes("12345678b12345678"), 0, 17)).isEqualTo("b");
    }

    @Test
    void longTextsAreNotKept() {
        var text = bytes("1".repeat(33));
        texts.keep(0, text, 0, 33, "long");
        assertThat(texts.find(0, text, 0, 33)).isNull();
        texts.keep(0, text, 0, 32, "short enough");
        assertThat(texts.find(0, text, 0, 32)).isEqualTo("short enough");
    }

    @Test
    void anEmptyTextIsOneToo() {
        texts.keep(0, new byte[0], 0, 0, "empty");
        assertThat(texts.find(0, new byte[0], 0, 0)).isEqualTo("empty");
    }
}
