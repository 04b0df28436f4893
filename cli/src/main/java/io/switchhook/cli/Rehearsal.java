package io.switchhook.cli;

import io.switchhook.cli.console.Interruption;
import io.switchhook.cli.console.Terminal;
import io.switchhook.cli.option.AccountOptions;
import io.switchhook.pbx.Pbx;
import io.switchhook.pbx.PbxEvent;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Registers at a PBX of its own, on loopback, calls from one telephone to another, and shows a help page, so that the JVM sees which classes commands
 * need and writes them to an archive that later ones start from. Run by {@code ./switchhook}; prints nothing.
 */
final class Rehearsal {
    private static final String CALLER = "858";
    private static final String CALLED = "853";
    private static final int PATIENCE_SECONDS = 5;

    private Rehearsal() {}

    public static void main(String[] args) throws InterruptedException {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var terminal =
                new Terminal(nowhere, nowhere, Map.of(AccountOptions.SECRET_VARIABLE, "secret"), new Interruption());
        var listens = new CountDownLatch(1);
        int exitCode;
        try (var pbx = Pbx.builder()
                .listen("udp:127.0.0.1:0")
                .extension(CALLER, "secret")
                .extension(CALLED, "secret")
                .onEvent(event -> {
                    if (event instanceof PbxEvent.Registered registered
                            && registered.registration().extension().equals(CALLED)) {
                        listens.countDown();
                    }
                })
                .start()) {
            var host = "@127.0.0.1:" + pbx.listenPoints().get(0).address().getPort();
            exitCode = run(terminal, "register --once", CALLER + host);
            var listener = new Thread(() -> run(terminal, "listen --answer --calls 1", CALLED + host));
            listener.setDaemon(true);
            listener.start();
            if (listens.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                run(terminal, "call --hang-up-after 100ms --to " + CALLED, CALLER + host);
            }
            // Whoever is not called listens for ever, and somebody waits for the first start.
            listener.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            Switchhook.run(terminal, "--help");
        }
        System.exit(exitCode);
    }

    private static int run(Terminal terminal, String words, String address) {
        return Switchhook.run(
                terminal, (words + " --account sip:" + address + " --bind 127.0.0.1 --timeout 5s").split(" "));
    }
}
