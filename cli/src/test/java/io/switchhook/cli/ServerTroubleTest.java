package io.switchhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are to help audio through NATs and do not are named; calls go on. */
class ServerTroubleTest {
    @TempDir
    private Path folder;

    @Test
    void aServerOfStunThatDoesNotAnswerIsNamedOnceOnBothSides() {
        String[] silent = {"--stun-server", "127.0.0.1:1"};
        try (var callee = CommandsTest.listen("853", "--answer", "--calls", "1", silent[0], silent[1]);
                var caller = CommandsTest.call("853", callee, "--hang-up-after", "500ms", silent[0], silent[1])) {
            assertThat(caller.exitCode()).as(caller::complaints).isZero();
            assertThat(callee.exitCode()).isZero();
            assertThat(caller.complaints())
                    .containsOnlyOnce("The STUN server 127.0.0.1:1 does not answer. The call goes on without");
            assertThat(callee.complaints()).containsOnlyOnce("The STUN server 127.0.0.1:1 does not answer.");
        }
    }

    @Test
    void aServerOfTurnThatDoesNotAnswerAndOneWithoutAnAddressAreNamed() throws IOException {
        var secret = Files.writeString(folder.resolve("secret"), "s\n").toString();
        try (var callee = CommandsTest.listen("853", "--answer", "--calls", "1");
                var caller = CommandsTest.call(
                        "853",
                        callee,
                        "--hang-up-after",
                        "500ms",
                        "--turn-server",
                        "me@127.0.0.1:1",
                        "--turn-secret-file",
                        secret,
                        "--stun-server",
                        "nowhere.invalid")) {
            assertThat(caller.exitCode()).as(caller::complaints).isZero();
            assertThat(caller.complaints())
                    .contains("The TURN server 127.0.0.1:1 did not answer in time.")
                    .contains("the server stun:nowhere.invalid");
        }
    }
}
