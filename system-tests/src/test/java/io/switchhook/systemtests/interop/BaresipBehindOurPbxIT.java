package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * baresip behind {@code switchhook pbx}: our PBX takes the REFER itself and joins the remaining two. MD5 alone is offered, as baresip 1.0 gives up
 * when it sees an algorithm it does not know.
 */
class BaresipBehindOurPbxIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int OUR_TONE = 440;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int port = ports.one();

    private SwitchhookProcess pbx() {
        return startPbx(folder, port);
    }

    /** Our PBX with the extensions 858, 853 and 895 on that port. */
    static SwitchhookProcess startPbx(Path folder, int port) {
        String listen = "udp:127.0.0.1:" + port + ",tcp:127.0.0.1:" + port;
        SwitchhookProcess pbx = SwitchhookProcess.start(
                folder,
                "pbx",
                List.of(
                        "pbx",
                        "--algorithms",
                        "MD5",
                        "--listen",
                        listen,
                        "--extension",
                        "858:a-858",
                        "--extension",
                        "853:b-853",
                        "--extension",
                        "895:c-895"));
        assertThat(pbx.awaitReady()).isEqualTo(port);
        return pbx;
    }

    private BaresipPeer answering(String user, String secret, int toneHz) {
        return BaresipPeer.start(folder, ports, BaresipPeer.Phone.answering(user, secret, port, toneHz));
    }

    private BaresipPeer manual(String user, String secret, int toneHz) {
        return BaresipPeer.start(folder, ports, BaresipPeer.Phone.manual(user, secret, port, toneHz));
    }

    private List<String> arguments(String command, String user, String secret, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of(command, "--account", "sip:" + user + "@127.0.0.1:" + port));
        arguments.addAll(List.of("--secret", secret, "--bind", "127.0.0.1:0", "--play", "tone:" + OUR_TONE));
        arguments.addAll(List.of("--record", folder.resolve("heard.wav").toString()));
        arguments.addAll(more);
        return arguments;
    }

    private SwitchhookProcess phone(List<String> more) {
        List<String> arguments = arguments("call", "858", "a-858", more);
        arguments.addAll(List.of("--to", "853"));
        return SwitchhookProcess.start(folder, "phone-858", arguments);
    }

    @Test
    void ourPhoneTransfersBaresipToBaresipWithHold() {
        transfers((transferee, target) -> target.awaitHearing(500, SOON));
    }

    @Test
    void ourPhoneTransfersBaresipToBaresipWithoutHold() {
        transfers(
                (transferee, target) -> {
                    transferee.awaitHearing(700, SOON);
                    target.awaitHearing(500, SOON);
                },
                "--no-hold");
    }

    private void transfers(BiConsumer<BaresipPeer, BaresipPeer> talk, String... more) {
        List<String> options = new ArrayList<>(List.of("--transfer-to", "895", "--transfer-after", "3s"));
        options.addAll(List.of(more));
        try (SwitchhookProcess pbx = pbx();
                BaresipPeer transferee = answering("853", "b-853", 500);
                BaresipPeer target = answering("895", "c-895", 700);
                SwitchhookProcess phone = phone(options)) {
            transferee.awaitEvent("CALL_ESTABLISHED", SOON);
            transferee.awaitHearing(OUR_TONE, SOON);
            target.awaitEvent("CALL_ESTABLISHED", SOON);
            assertThat(phone.awaitExit(SOON))
                    .as(() -> phone.report() + pbx.report())
                    .isZero();
            assertThat(phone.events()).anyMatch(event -> event.is("transfer", "COMPLETED"));
            talk.accept(transferee, target);
            assertThat(transferee.events("CALL_CLOSED"))
                    .as("853 kept its call with the PBX")
                    .isZero();
            target.hangUp();
            transferee.awaitEvent("CALL_CLOSED", SOON);
        }
        assertThat(heard().secondsOf(500)).as("853's tone before the transfer").isGreaterThan(0.8);
    }

    @Test
    void busyTargetBringsTheTwoTogetherAgainAfterAHold() {
        comesBack(transferee -> {});
    }

    @Test
    void busyTargetLeavesTheTwoTogetherWithoutAHold() {
        comesBack(transferee -> transferee.awaitHearing(OUR_TONE, SOON), "--no-hold");
    }

    private void comesBack(Consumer<BaresipPeer> talk, String... more) {
        List<String> options = new ArrayList<>(List.of("--transfer-to", "895", "--transfer-after", "1s"));
        options.addAll(List.of("--hang-up-after", "8s"));
        options.addAll(List.of(more));
        try (SwitchhookProcess pbx = pbx();
                BaresipPeer transferee = answering("853", "b-853", 500);
                BaresipPeer target = manual("895", "c-895", 700);
                SwitchhookProcess phone = phone(options)) {
            transferee.awaitEvent("CALL_ESTABLISHED", SOON);
            target.awaitEvent("CALL_INCOMING", SOON);
            target.hangUp();
            phone.await("transfer", "FAILED", SOON);
            talk.accept(transferee);
            assertThat(phone.awaitExit(SOON))
                    .as(() -> phone.report() + pbx.report())
                    .isEqualTo(1);
            transferee.awaitEvent("CALL_CLOSED", SOON);
            assertThat(phone.events())
                    .anyMatch(event ->
                            event.is("transfer", "FAILED") && event.status().orElse(0) == 486);
        }
        assertThat(heard().hears(500, -1.0, 0))
                .as("853's tone in the last second")
                .isTrue();
    }

    private RecordedAudio heard() {
        return RecordedAudio.read(folder.resolve("heard.wav"));
    }

    @Test
    void baresipTransfersBaresip() {
        try (SwitchhookProcess pbx = pbx();
                BaresipPeer transferor = manual("858", "a-858", 900);
                BaresipPeer transferee = answering("853", "b-853", 500);
                BaresipPeer target = answering("895", "c-895", 700)) {
            transferor.dial("sip:853@127.0.0.1:" + port);
            transferor.awaitEvent("CALL_ESTABLISHED", SOON);
            transferee.awaitHearing(900, SOON);
            transferor.transfer("sip:895@127.0.0.1:" + port);
            target.awaitEvent("CALL_ESTABLISHED", SOON);
            assertThat(transferor.awaitEvent("CALL_CLOSED", SOON).get("param"))
                    .as(pbx::report)
                    .isEqualTo("Call transfered");
            transferee.awaitHearing(700, SOON);
            target.awaitHearing(500, SOON);
        }
    }

    @Test
    void baresipHoldsAndResumesOurPhone() {
        try (SwitchhookProcess pbx = pbx();
                BaresipPeer caller = manual("858", "a-858", 900);
                SwitchhookProcess phone = SwitchhookProcess.start(
                        folder,
                        "phone-853",
                        arguments(
                                "listen",
                                "853",
                                "b-853",
                                List.of("--answer", "--calls", "1", "--hang-up-after", "8s")))) {
            phone.awaitReady();
            caller.dial("sip:853@127.0.0.1:" + port);
            caller.awaitEvent("CALL_ESTABLISHED", SOON);
            caller.awaitHearing(OUR_TONE, SOON);
            caller.hold();
            phone.await("call", "REMOTE_HELD", SOON);
            caller.resume();
            assertThat(phone.awaitExit(SOON)).as(phone::report).isZero();
            caller.awaitEvent("CALL_CLOSED", SOON);
            assertThat(pbx.output()).doesNotContain("a-858").doesNotContain("b-853");
        }
        assertThat(heard().hears(900, -1.0, 0))
                .as("the caller's tone long after the hold")
                .isTrue();
    }
}
