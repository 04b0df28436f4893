package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our phone and baresip behind Kamailio with digest: the REFER reaches the other phone itself. */
class BaresipBehindKamailioIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int OUR_TONE = 440;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int port = ports.one();

    private KamailioPeer kamailio() {
        return KamailioPeer.start(
                folder,
                port,
                KamailioPeer.Users.md5()
                        .user("858", "a-858")
                        .user("853", "b-853")
                        .user("895", "c-895"));
    }

    private BaresipPeer answering(String user, String secret, int toneHz) {
        return BaresipPeer.start(folder, ports, BaresipPeer.Phone.answering(user, secret, port, toneHz));
    }

    private BaresipPeer manual(String user, String secret, int toneHz) {
        return BaresipPeer.start(folder, ports, BaresipPeer.Phone.manual(user, secret, port, toneHz));
    }

    private SwitchhookProcess ours(String command, String user, String secret, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, "--account", "sip:" + user + "@127.0.0.1:" + port));
        arguments.addAll(List.of("--secret", secret, "--bind", "127.0.0.1:0"));
        if (!List.of(more).contains("--reject")) {
            arguments.addAll(List.of("--play", "tone:" + OUR_TONE));
            arguments.addAll(List.of("--record", folder.resolve("heard.wav").toString()));
        }
        arguments.addAll(List.of(more));
        return SwitchhookProcess.start(folder, "phone-" + user, arguments);
    }

    @Test
    void ourPhoneTransfersBaresipToBaresip() {
        try (KamailioPeer proxy = kamailio()) {
            transferThrough(proxy);
        }
    }

    /** baresip 1.0 knows MD5 alone, so that it comes without credentials here; our phone answers SHA-256. */
    @Test
    void ourPhoneTransfersWithSha256() {
        KamailioPeer.Users users =
                KamailioPeer.Users.sha256().user("858", "a-858").open("853").open("895");
        try (KamailioPeer proxy = KamailioPeer.start(folder, port, users)) {
            transferThrough(proxy);
        }
    }

    private void transferThrough(KamailioPeer proxy) {
        try (BaresipPeer transferee = answering("853", "b-853", 500);
                BaresipPeer target = answering("895", "c-895", 700);
                SwitchhookProcess phone =
                        ours("call", "858", "a-858", "--to", "853", "--transfer-to", "895", "--transfer-after", "2s")) {
            transferee.awaitEvent("CALL_ESTABLISHED", SOON);
            target.awaitEvent("CALL_ESTABLISHED", SOON);
            assertThat(phone.awaitExit(SOON))
                    .as(() -> phone.report() + proxy.report() + transferee.report())
                    .isZero();
            assertThat(phone.events()).anyMatch(event -> event.is("transfer", "COMPLETED"));
            transferee.awaitHearing(700, SOON);
            target.awaitHearing(500, SOON);
            assertThat(transferee.awaitEvent("CALL_ESTABLISHED", SOON).get("peeruri"))
                    .asString()
                    .contains("895");
            transferee.hangUp();
            target.awaitEvent("CALL_CLOSED", SOON);
        }
        RecordedAudio heard = RecordedAudio.read(folder.resolve("heard.wav"));
        assertThat(heard.secondsOf(500)).as("853's tone before the transfer").isGreaterThan(0.8);
    }

    /** baresip 1.0 ends the old call itself when the target refuses. */
    @Test
    void busyTargetIsAFailedTransfer() {
        try (KamailioPeer proxy = kamailio();
                BaresipPeer transferee = answering("853", "b-853", 500);
                BaresipPeer target = manual("895", "c-895", 700);
                SwitchhookProcess phone = ours(
                        "call",
                        "858",
                        "a-858",
                        "--to",
                        "853",
                        "--transfer-to",
                        "895",
                        "--transfer-after",
                        "1s",
                        "--hang-up-after",
                        "8s")) {
            transferee.awaitEvent("CALL_ESTABLISHED", SOON);
            target.awaitEvent("CALL_INCOMING", SOON);
            target.hangUp();
            assertThat(phone.awaitExit(SOON))
                    .as(() -> phone.report() + proxy.report())
                    .isEqualTo(1);
            assertThat(phone.events())
                    .anyMatch(event ->
                            event.is("transfer", "FAILED") && event.status().orElse(0) == 486);
            assertThat(phone.events("end")).hasSize(1);
        }
    }

    @Test
    void baresipTransfersOurPhone() {
        try (KamailioPeer proxy = kamailio();
                BaresipPeer transferor = manual("858", "a-858", 900);
                BaresipPeer target = answering("895", "c-895", 700);
                SwitchhookProcess phone = ours("listen", "853", "b-853", "--answer")) {
            phone.awaitReady();
            transferor.dial("sip:853@127.0.0.1:" + port);
            transferor.awaitEvent("CALL_ESTABLISHED", SOON);
            transferor.awaitHearing(OUR_TONE, SOON);
            transferor.transfer("sip:895@127.0.0.1:" + port);
            assertThat(transferor.awaitEvent("CALL_CLOSED", SOON).get("param"))
                    .as(() -> phone.report() + proxy.report())
                    .isEqualTo("Call transfered");
            assertThat(target.awaitEvent("CALL_ESTABLISHED", SOON).get("peeruri"))
                    .asString()
                    .contains("853");
            target.awaitHearing(OUR_TONE, SOON);
            target.hangUp();
        }
    }

    @Test
    void ourPhoneIsTheTarget() {
        try (KamailioPeer proxy = kamailio();
                BaresipPeer transferor = manual("858", "a-858", 900);
                BaresipPeer transferee = answering("853", "b-853", 500);
                SwitchhookProcess phone = ours("listen", "895", "c-895", "--answer", "--calls", "1")) {
            phone.awaitReady();
            transferor.dial("sip:853@127.0.0.1:" + port);
            transferee.awaitEvent("CALL_ESTABLISHED", SOON);
            transferee.awaitHearing(900, SOON);
            transferor.transfer("sip:895@127.0.0.1:" + port);
            transferee.awaitEvent("CALL_ESTABLISHED", SOON);
            transferee.awaitHearing(OUR_TONE, SOON);
            transferee.hangUp();
            assertThat(phone.awaitExit(SOON))
                    .as(() -> phone.report() + proxy.report())
                    .isZero();
        }
        assertThat(RecordedAudio.read(folder.resolve("heard.wav")).secondsOf(500))
                .isGreaterThan(0.8);
    }

    @Test
    void ourPhoneRejectsBaresip() {
        try (KamailioPeer proxy = kamailio();
                BaresipPeer caller = manual("858", "a-858", 900);
                SwitchhookProcess phone = ours("listen", "853", "b-853", "--reject", "--calls", "1")) {
            phone.awaitReady();
            caller.dial("sip:853@127.0.0.1:" + port);
            assertThat(caller.awaitEvent("CALL_CLOSED", SOON).get("param"))
                    .as(proxy::report)
                    .asString()
                    .contains("486");
            assertThat(phone.awaitExit(SOON)).as(phone::report).isZero();
        }
    }
}
