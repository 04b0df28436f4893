package io.switchhook.cli;

import io.switchhook.pbx.Pbx;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Registers once at a PBX of its own, on loopback, and shows a help page, so that the JVM sees which classes a command
 * needs and writes them to an archive that later ones start from. Run by {@code ./switchhook}; prints nothing.
 */
final class Rehearsal {
    private static final String NUMBER = "858";

    private Rehearsal() {}

    public static void main(String[] args) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var terminal =
                new Terminal(nowhere, nowhere, Map.of(AccountOptions.SECRET_VARIABLE, NUMBER), new Interruption());
        int exitCode;
        try (var pbx = Pbx.builder()
                .listen("udp:127.0.0.1:0")
                .extension(NUMBER, NUMBER)
                .start()) {
            int port = pbx.listenPoints().get(0).address().getPort();
            exitCode = Switchhook.run(
                    terminal,
                    "register",
                    "--once",
                    "--account",
                    "sip:" + NUMBER + "@127.0.0.1:" + port,
                    "--bind",
                    "127.0.0.1",
                    "--timeout",
                    "5s");
            Switchhook.run(terminal, "--help");
        }
        System.exit(exitCode);
    }
}
