package io.switchhook.base.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {

    @Test
    void cleanTextIsReturnedAsItIs() {
        var text = "Größe \"853\" <sip:853@192.0.2.1> \\ \u65e5";
        assertThat(Printable.escape(text)).isSameAs(text);
        assertThat(Printable.isClean(text)).isTrue();
        assertThat(Printable.isClean("")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0, \\x00",
        "9, \\x09",
        "10, \\x0a",
        "13, \\x0d",
        "27, \\x1b",
        "31, \\x1f",
        "127, \\x7f",
        "133, \\x85",
        "159, \\x9f"
    })
    void controlCharacterIsWrittenInHex(int code, String escaped) {
        var text = "a" + (char) code + "b";
        assertThat(Printable.escape(text)).isEqualTo("a" + escaped + "b");
        assertThat(Printable.isClean(text)).isFalse();
    }

    @Test
    void lineSeparatorsOfUnicodeAreEscaped() {
        assertThat(Printable.escape("a\u2028b\u2029")).isEqualTo("a\\u2028b\\u2029");
        assertThat(Printable.isClean("\u2028")).isFalse();
    }

    @Test
    void headerCannotBeSmuggledIntoALogLine() {
        assertThat(Printable.escape("x\r\nVia: evil")).isEqualTo("x\\x0d\\x0aVia: evil");
    }
}
