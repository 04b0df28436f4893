package io.switchhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.cli.console.ExitCode;
import io.switchhook.cli.console.Interruption;
import io.switchhook.cli.console.Terminal;
import io.switchhook.cli.console.WatchedOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard output that takes nothing ends every command, with a status that no script takes for success. */
class FullOutputTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(OutputStream out, String line) {
        var interruption = new Interruption();
        var complaints = new PrintStream(err, true, StandardCharsets.UTF_8);
        return Switchhook.run(terminal(out, complaints, interruption), line.split(" "));
    }

    private static Terminal terminal(OutputStream out, PrintStream err, Interruption interruption) {
        var watched = new WatchedOutput(out, interruption);
        return new Terminal(new PrintStream(watched, false, StandardCharsets.UTF_8), err, Map.of(), interruption);
    }

    /** As /dev/full, or a pipe whose reader has gone. */
    private static OutputStream takingNothing(String why) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(why);
            }
        };
    }

    @ParameterizedTest
    @Timeout(30)
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "help call",
                "events",
                "config",
                "pbx --listen udp:127.0.0.1:0 --extension 853:x",
                "pbx --listen udp:127.0.0.1:0 --extension 853:x --json",
                "listen --account sip:853@127.0.0.1:1 --no-register --bind 127.0.0.1:0 --ring",
                "listen --account sip:853@127.0.0.1:1 --no-register --bind 127.0.0.1:0 --ring --json",
            })
    void aFullDiskIsSaidAndEndsTheCommand(String line) {
        assertThat(run(takingNothing("No space left on device"), line)).isEqualTo(ExitCode.NO_OUTPUT);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("switchhook: standard output cannot be written: No space left on device.")
                .hasLineCount(1);
    }

    @Test
    @Timeout(30)
    void whereNothingCanBeSaidTheStatusSaysIt() {
        var silent = new PrintStream(takingNothing("No space left on device"), true, StandardCharsets.UTF_8);
        var interruption = new Interruption();
        var terminal = terminal(takingNothing("Broken pipe"), silent, interruption);
        assertThat(Switchhook.run(terminal, "events")).isEqualTo(ExitCode.NO_OUTPUT);
    }
}
