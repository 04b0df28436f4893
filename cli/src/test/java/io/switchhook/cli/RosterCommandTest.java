package io.switchhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.cli.console.ExitCode;
import io.switchhook.cli.option.AccountOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is in a room of a PBX, as the command line follows it. */
class RosterCommandTest {
    private static final String SECRET = "very-secret";

    @TempDir
    private Path folder;

    private Run pbx(String watchers) throws IOException {
        var config = Files.writeString(folder.resolve("pbx.conf"), """
                [pbx]
                listen = udp:127.0.0.1:0
                [extensions]
                858 = %s
                853 = %s
                895 = %s
                [room 600]
                watchers = %s
                """.formatted(SECRET, SECRET, SECRET, watchers));
        return Run.of("pbx", "--config", config.toString(), "--json");
    }

    private static Run as(String number, String address, String command, String... more) {
        var arguments = new ArrayList<>(List.of(command, "--account", "sip:" + number + "@" + address));
        arguments.addAll(List.of("--bind", "127.0.0.1:0", "--to", "600", "--timeout", "40s"));
        arguments.addAll(List.of(more));
        return Run.with(Map.of(AccountOptions.SECRET_VARIABLE, SECRET), arguments.toArray(String[]::new));
    }

    @Test
    void whoComesAndGoesIsShownUntilItIsInterrupted() throws IOException {
        try (var pbx = pbx("895")) {
            var address = pbx.readyAddress();
            try (var said = as("895", address, "roster");
                    var written = as("895", address, "roster", "--json")) {
                said.line("Nobody is in the conference 600.");
                written.line("{\"event\":\"roster\"", "\"present\":[]");
                try (var caller = as("858", address, "call")) {
                    caller.line("Talking with 600.");
                    said.line("858 is in the conference 600; 1 is there now.");
                    written.line("{\"event\":\"roster\"", "\"joined\":[\"sip:858@");
                    try (var once = as("895", address, "roster", "--once")) {
                        assertThat(once.exitCode()).as(once::complaints).isZero();
                        once.line("858 is in the conference 600");
                    }
                }
                said.line("858 has left the conference 600; nobody is there now.");
                written.line("{\"event\":\"roster\"", "\"left\":[\"sip:858@", "\"present\":[]");
                said.interrupt();
                assertThat(said.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
            }
        }
    }

    @Test
    void whoMayNotKnowIsToldSo() throws IOException {
        try (var pbx = pbx("895");
                var stranger = as("853", pbx.readyAddress(), "roster", "--once")) {
            assertThat(stranger.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(stranger.complaints()).contains("600 does not tell who is there (403", "may this account know?");
        }
    }
}
