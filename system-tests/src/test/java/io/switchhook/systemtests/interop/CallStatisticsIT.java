package io.switchhook.systemtests.interop;

import static io.switchhook.systemtests.interop.OurPhone.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.codec.CodecName;
import io.switchhook.media.session.StreamStatistics;
import io.switchhook.phone.Call;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallStatistics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What calls with others, whose reports are their own, say of their quality: over loopback nothing is lost, and the round trip is next to nothing. */
class CallStatisticsIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int port = ports.one();

    private SwitchhookProcess pbx() {
        var pbx = SwitchhookProcess.start(
                folder,
                "pbx",
                List.of(
                        "pbx",
                        "--algorithms",
                        "MD5",
                        "--listen",
                        "udp:127.0.0.1:" + port,
                        "--extension",
                        "858:a-858",
                        "--extension",
                        "853:b-853"));
        assertThat(pbx.awaitReady()).isEqualTo(port);
        return pbx;
    }

    /** When both sides have reported. */
    private static CallStatistics measured(Call call, Supplier<String> report) {
        return Deadline.in(SOON)
                .awaitValue(
                        "reports of both sides",
                        () -> Optional.of(soon(call.statistics())).filter(CallStatisticsIT::isMeasured),
                        () -> soon(call.statistics()) + "\n" + report.get());
    }

    private static boolean isMeasured(CallStatistics statistics) {
        return statistics
                .audio()
                .filter(audio ->
                        audio.roundTrip().isPresent() && audio.remote().lost().isPresent())
                .isPresent();
    }

    private static void assertIsGood(StreamStatistics audio) {
        assertThat(audio.roundTrip().orElseThrow()).isBetween(Duration.ZERO, Duration.ofMillis(200));
        assertThat(audio.received().codec()).contains(new CodecName("PCMU", 8000));
        assertThat(audio.received().packets()).isGreaterThan(50);
        assertThat(audio.received().losses().lost()).isZero();
        assertThat(audio.received().jitter().orElseThrow()).isLessThan(Duration.ofMillis(50));
        assertThat(audio.remote().lost().orElseThrow()).isZero();
        assertThat(audio.remote().jitter()).isPresent();
    }

    @Test
    void nothingIsLostOverLoopback() {
        try (var pbx = pbx();
                var callee =
                        BaresipPeer.start(folder, ports, BaresipPeer.Phone.answering("853", "b-853", port, 4_700));
                var ours = OurPhone.registered(port, "858", "a-858")) {
            var call = ours.calls("853", 440, pbx::report);
            callee.awaitEvent("CALL_ESTABLISHED", SOON);
            assertIsGood(
                    measured(call, () -> pbx.report() + callee.report()).audio().orElseThrow());
            soon(call.hangUp());
            var last = soon(call.statistics());
            assertIsGood(last.audio().orElseThrow());
            assertThat(last.quality().orElseThrow().mosListening()).isGreaterThan(4.0);
            assertThat(last.duration()).isGreaterThan(Duration.ofSeconds(1));
        }
    }

    /** linphone asks for extended reports where it is told to, and sends its own. */
    @Test
    void linphoneAndWeTellOneAnotherHowWellWeHear() {
        var theirs = LinphonePeer.Phone.answering("853", "b-853", port, 500)
                .with("rtp", "rtcp_xr_enabled=1", "rtcp_xr_voip_metrics_enabled=1", "rtcp_xr_rcvr_rtt_mode=all");
        try (var pbx = pbx();
                var ours = OurPhone.registered(port, "858", "a-858", CallSettings.DEFAULT.withQualityReports());
                var linphone = LinphonePeer.start(folder, ports, theirs)) {
            var call = ours.calls("853", 440, linphone::report);
            soon(CallSound.hearing(call, 500));
            measured(call, () -> pbx.report() + linphone.report());
            var metrics = Deadline.in(SOON)
                    .awaitValue(
                            "its VoIP metrics",
                            () -> soon(call.statistics())
                                    .audio()
                                    .orElseThrow()
                                    .remote()
                                    .metrics(),
                            linphone::report);
            assertThat(metrics.lossShare()).isZero();
            assertThat(metrics.gapThreshold()).isPositive();
            assertThat(linphone.log()).contains("a=rtcp-xr:", "voip-metrics");
            soon(call.hangUp());
        }
    }
}
