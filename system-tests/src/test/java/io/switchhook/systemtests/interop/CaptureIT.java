package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --pcap} writes, read by tshark: all of it recognised, nothing malformed. */
class CaptureIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int port = ports.one();

    @Test
    void transferIsFlawlessForTshark() {
        Path capture = folder.resolve("transfer.pcapng");
        SippScenario pbxSide = PagePbx.answering("pbx", port)
                .hold()
                .referChallenged()
                .accept()
                .finalNotify("486 Busy Here")
                .resume()
                .byeByPhone();
        List<String> arguments = List.of(
                "call",
                "--account",
                "sip:858@127.0.0.1:" + port,
                "--secret",
                PagePbx.SECRET,
                "--to",
                "853",
                "--transfer-to",
                "895",
                "--transfer-after",
                "1s",
                "--hang-up-after",
                "4s",
                "--bind",
                "127.0.0.1:0",
                "--play",
                "tone:440",
                "--pcap",
                capture.toString());
        try (SippPeer pbx = SippPeer.start(folder, pbxSide, SippPeer.Run.server(port, ports.sippMedia(), 2));
                SwitchhookProcess phone = SwitchhookProcess.start(folder, "phone", arguments)) {
            assertThat(phone.awaitExit(SOON)).as(phone::report).isEqualTo(1);
            pbx.assertSucceeded(SOON, phone::report);
        }
        TsharkPeer.Verdict verdict = TsharkPeer.judge(folder, capture);
        assertThat(verdict.flawless()).as(verdict::toString).isTrue();
        // REGISTER 4, unregister 2, INVITE 4 + 4, re-INVITEs 6, REFER 4, NOTIFY 2, BYE 2: each seen once at least.
        assertThat(verdict.sip()).isGreaterThanOrEqualTo(28);
        assertThat(verdict.sdp()).as("offers and answers of three INVITEs").isGreaterThanOrEqualTo(6);
        assertThat(verdict.rtp()).as("RTP both ways for seconds").isGreaterThan(150);
    }

    @Test
    void answeredCallIsFlawlessForTshark() {
        Path capture = folder.resolve("answered.pcapng");
        int callerPort = ports.one();
        List<String> arguments = List.of(
                "listen",
                "--account",
                "sip:1001@127.0.0.1:" + callerPort,
                "--no-register",
                "--answer",
                "--calls",
                "1",
                "--bind",
                "127.0.0.1:0",
                "--play",
                "tone:440",
                "--pcap",
                capture.toString());
        try (SwitchhookProcess phone = SwitchhookProcess.start(folder, "phone", arguments)) {
            SippPeer.Run run = SippPeer.Run.client(callerPort, phone.awaitReady(), ports.sippMedia() + 1);
            SippScenario callerSide = ArticleCaller.lateOffer("caller")
                    .talk(1000)
                    .hold(2)
                    .resume(3)
                    .talk(1000)
                    .bye(4);
            try (SippPeer caller = SippPeer.start(folder, callerSide, run)) {
                caller.assertSucceeded(SOON, phone::report);
            }
            assertThat(phone.awaitExit(SOON)).as(phone::report).isZero();
        }
        TsharkPeer.Verdict verdict = TsharkPeer.judge(folder, capture);
        assertThat(verdict.flawless()).as(verdict::toString).isTrue();
        assertThat(verdict.sip()).isGreaterThanOrEqualTo(11);
        assertThat(verdict.rtp()).isGreaterThan(100);
    }
}
