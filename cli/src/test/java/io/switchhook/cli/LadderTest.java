package io.switchhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.cli.option.AccountOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code --ladder} of commands that make no calls: all messages, drawn at the end. */
class LadderTest {
    private static final String SECRET = "b-853-secret";

    private static Run pbx() {
        return Run.of("pbx", "--listen", "udp:127.0.0.1:0", "--extension", "853:" + SECRET, "--json");
    }

    private static Run ended(String command, String address, String... more) {
        var arguments = new ArrayList<>(List.of(command, "--account", "sip:853@" + address, "--ladder"));
        arguments.addAll(List.of("--bind", "127.0.0.1:0", "--timeout", "20s"));
        arguments.addAll(List.of(more));
        var run = Run.with(Map.of(AccountOptions.SECRET_VARIABLE, SECRET), arguments.toArray(String[]::new));
        run.exitCode();
        return run;
    }

    private static String drawn(Run run) {
        var drawing = String.join("\n", run.lines());
        assertThat(drawing)
                .as(run::complaints)
                .contains("The messages of sip:853@")
                .doesNotContain(SECRET);
        return drawing.substring(drawing.indexOf("The messages of"));
    }

    @Test
    void aRegistrationIsDrawnUntilItIsGivenUp() {
        try (var pbx = pbx();
                var run = ended("register", pbx.readyAddress(), "--once")) {
            assertThat(drawn(run)).containsSubsequence("REGISTER", "401", "REGISTER", "200 OK", "REGISTER", "200 OK");
        }
    }

    @Test
    void aQuestionIsDrawnAlsoWhenItIsRefused() {
        try (var pbx = pbx();
                var run = ended("options", pbx.readyAddress(), "--to", "999")) {
            assertThat(drawn(run)).contains("OPTIONS", "404");
        }
    }

    @Test
    void aMessageIsDrawn() {
        try (var pbx = pbx();
                var run = ended("message", pbx.readyAddress(), "--to", "999", "Hello")) {
            assertThat(drawn(run)).contains("MESSAGE", "404");
        }
    }
}
