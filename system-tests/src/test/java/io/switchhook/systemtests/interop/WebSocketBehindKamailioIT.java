package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our phones behind Kamailio over WebSocket (RFC 7118), with digest; Kamailio reaches them over the connections that they have opened. */
class WebSocketBehindKamailioIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CALLER_TONE = 440;
    private static final int CALLEE_TONE = 700;

    @TempDir
    private Path folder;

    private final int port = new FreePorts().one();

    private KamailioPeer kamailio() {
        return KamailioPeer.startWithWebSocket(
                folder,
                port,
                KamailioPeer.Users.md5()
                        .user("858", "a-858")
                        .user("853", "b-853")
                        .user("895", "c-895"));
    }

    private SwitchhookProcess phone(
            String command, String user, String secret, String transport, int tone, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, "--account", "sip:" + user + "@127.0.0.1:" + port));
        arguments.addAll(List.of("--transport", transport, "--secret", secret, "--bind", "127.0.0.1:0"));
        arguments.addAll(
                List.of("--play", "tone:" + tone, "--record", recordingOf(user).toString()));
        arguments.addAll(List.of(more));
        return SwitchhookProcess.start(folder, "phone-" + user, arguments);
    }

    private Path recordingOf(String user) {
        return folder.resolve("heard-" + user + ".wav");
    }

    private void callsThrough(String callerTransport, String calleeTransport) {
        try (KamailioPeer proxy = kamailio();
                SwitchhookProcess callee =
                        phone("listen", "853", "b-853", calleeTransport, CALLEE_TONE, "--answer", "--calls", "1")) {
            callee.awaitReady();
            try (SwitchhookProcess caller = phone(
                    "call", "858", "a-858", callerTransport, CALLER_TONE, "--to", "853", "--hang-up-after", "3s")) {
                assertThat(caller.awaitExit(SOON))
                        .as(() -> caller.report() + callee.report() + proxy.report())
                        .isZero();
                assertThat(callee.awaitExit(SOON))
                        .as(() -> callee.report() + proxy.report())
                        .isZero();
            }
        }
        assertThat(RecordedAudio.read(recordingOf("858")).secondsOf(CALLEE_TONE))
                .as("the callee's tone")
                .isGreaterThan(1.0);
        assertThat(RecordedAudio.read(recordingOf("853")).secondsOf(CALLER_TONE))
                .as("the caller's tone")
                .isGreaterThan(1.0);
    }

    @Test
    void twoPhonesOfWebSocketCallThroughKamailio() {
        callsThrough("ws", "ws");
    }

    @Test
    void phoneOfWebSocketCallsOneOfUdp() {
        callsThrough("ws", "udp");
    }

    @Test
    void phoneOfUdpCallsOneOfWebSocket() {
        callsThrough("udp", "ws");
    }

    @Test
    void phoneOfWebSocketTransfersThroughKamailio() {
        try (KamailioPeer proxy = kamailio();
                SwitchhookProcess transferee =
                        phone("listen", "853", "b-853", "ws", CALLEE_TONE, "--answer", "--calls", "2");
                SwitchhookProcess target = phone(
                        "listen", "895", "c-895", "ws", 900, "--answer", "--calls", "1", "--hang-up-after", "3s")) {
            transferee.awaitReady();
            target.awaitReady();
            try (SwitchhookProcess transferor = phone(
                    "call",
                    "858",
                    "a-858",
                    "ws",
                    CALLER_TONE,
                    "--to",
                    "853",
                    "--transfer-to",
                    "895",
                    "--transfer-after",
                    "2s")) {
                assertThat(transferor.awaitExit(SOON))
                        .as(() -> transferor.report() + transferee.report() + target.report() + proxy.report())
                        .isZero();
                assertThat(transferor.events()).anyMatch(event -> event.is("transfer", "COMPLETED"));
                assertThat(target.awaitExit(SOON))
                        .as(() -> target.report() + proxy.report())
                        .isZero();
            }
        }
    }

    @Test
    void wrongPasswordIsRefusedOverWebSocketToo() {
        try (KamailioPeer proxy = kamailio();
                SwitchhookProcess caller = phone("call", "858", "wrong", "ws", CALLER_TONE, "--to", "853")) {
            assertThat(caller.awaitExit(SOON))
                    .as(() -> caller.report() + proxy.report())
                    .isNotZero();
            assertThat(caller.output()).contains("401");
        }
    }
}
