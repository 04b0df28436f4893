package io.switchhook.sip.message.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FieldScannerTest {
    @Test
    void wordsOfEveryMessageAreSharedStrings() {
        assertThat(WellKnown.words()).hasSize(69).contains("INVITE", "branch", "UDP", "application", "tag");
        for (var word : WellKnown.words()) {
            var bytes = word.getBytes(StandardCharsets.US_ASCII);
            assertThat(WellKnown.text(bytes, 0, bytes.length)).isSameAs(word);
        }
    }

    @Test
    void errorsSayWhatWasExpectedAndWhere() {
        var scanner = FieldScanner.of("abc \r\u0001xyz");
        scanner.readToken("a token");
        assertThatThrownBy(() -> scanner.skipSpace().readNumber(10, "a number"))
                .isInstanceOf(MalformedException.class)
                .hasMessage("expected a number at offset 4 but found \"\\x0d\\x01xyz\"");
        assertThatThrownBy(() -> FieldScanner.of("").readHost()).hasMessageEndingWith("but found the end");
    }

    @Test
    void numbersStopAtTheirLimit() {
        assertThat(FieldScanner.of("00042x").readNumber(42, "a number")).isEqualTo(42);
        assertThatThrownBy(() -> FieldScanner.of("43").readNumber(42, "a number"))
                .hasMessageContaining("a number of at most 42");
        assertThatThrownBy(() -> FieldScanner.of("9".repeat(40)).readNumber(Long.MAX_VALUE / 100, "a number"))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void commentsMayNestAndHoldEscapes() {
        assertThat(FieldScanner.of("(a (b) \\) c) d").readComment()).isEqualTo("a (b) \\) c");
        assertThatThrownBy(() -> FieldScanner.of("(a (b)").readComment()).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> FieldScanner.of("(a\\").readComment()).isInstanceOf(MalformedException.class);
    }

    @Test
    void quotedStringsEndAtTheirOwnQuote() {
        assertThat(FieldScanner.of("\"a\\\"b\\\\\" c").readQuoted("text")).isEqualTo("a\"b\\");
        assertThatThrownBy(() -> FieldScanner.of("\"a\\\"").readQuoted("text")).isInstanceOf(MalformedException.class);
    }

    @Test
    void writerGrowsAndWritesUtf8() {
        var writer = new FieldWriter(1);
        writer.append("a".repeat(100))
                .append('ü')
                .append(" 大")
                .append(-12)
                .append(7L)
                .appendQuoted("x\"y\\z");
        assertThat(writer.toString()).isEqualTo("a".repeat(100) + "ü 大-127\"x\\\"y\\\\z\"");
        assertThat(writer.length()).isEqualTo(writer.toByteArray().length);
    }
}
