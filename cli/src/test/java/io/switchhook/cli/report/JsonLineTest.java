package io.switchhook.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonLineTest {
    @Test
    void membersKeepTheirOrderAndTheirTypes() {
        var line = new JsonLine()
                .put("event", "call")
                .put("number", 12L)
                .put("held", true)
                .put("status", Optional.of(486))
                .put("none", Optional.empty())
                .put("addresses", List.of("a", "b"))
                .end();
        assertThat(line)
                .isEqualTo(
                        "{\"event\":\"call\",\"number\":12,\"held\":true,\"status\":486,\"none\":null,\"addresses\":[\"a\",\"b\"]}");
    }

    @Test
    void whatWouldBreakTheLineIsEscaped() {
        var line =
                new JsonLine().put("reason", "a \"b\" \\ \r\n\t\u0000 \u007f").end();
        assertThat(line).isEqualTo("{\"reason\":\"a \\\"b\\\" \\\\ \\u000d\\u000a\\u0009\\u0000 \\u007f\"}");
    }

    @Test
    void otherLettersAreWrittenInAscii() {
        assertThat(new JsonLine().put("name", "Jürgen \uD83D\uDE00").end())
                .isEqualTo("{\"name\":\"J\\u00fcrgen \\ud83d\\ude00\"}");
    }

    @Test
    void namesAreEscapedToo() {
        assertThat(new JsonLine().put("a\"b", 1).end()).isEqualTo("{\"a\\\"b\":1}");
    }

    @Test
    void anEmptyObjectIsAnObject() {
        assertThat(new JsonLine().end()).isEqualTo("{}");
        assertThat(new JsonLine().put("list", List.of()).end()).isEqualTo("{\"list\":[]}");
    }
}
