package io.switchhook.stack.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.media.rtcp.VoipMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 6035 §4.6: reports on the quality of a call, read and written")
class QualityReportTest {
    private static final String SHORT = """
            VQSessionReport: CallTerm
            CallID: 1@a
            LocalMetrics:
            """;

    private static String example(String section) throws IOException {
        try (var in = QualityReportTest.class.getResourceAsStream("QualityFuzzTestInputs/rfc6035-" + section)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static QualityReport read(String document) {
        return QualityReport.read(document).orElseThrow();
    }

    private static void assertNumber(QualityMetrics metrics, QualityParameter parameter, double value) {
        assertThat(metrics.number(parameter)).as(parameter.token()).hasValue(value);
    }

    @Test
    @DisplayName("§4.7.3: the report at the end of a call")
    void endOfSessionIsRead() throws IOException {
        var report = read(example("4.7.3"));
        assertThat(report.kind()).isEqualTo(QualityReport.Kind.SESSION);
        assertThat(report.callTerm()).isTrue();
        assertThat(report.alert()).isEmpty();
        assertThat(report.dialogId()).contains("1890463548@alice.example.org;to-tag=8472761;from-tag=9123dh311");
        assertThat(report.session())
                .isEqualTo(new SessionInfo(
                        "6dg37f1890463",
                        Optional.of("Alice <sip:alice@example.org>"),
                        Optional.of("Bill <sip:bill@example.net>"),
                        Optional.of("Alice <sip:alice@example.org>"),
                        Optional.of(new MediaEnd(
                                InetAddress.getByAddress(new byte[] {10, 10, 1, 100}),
                                5000,
                                OptionalLong.of(0x1a3b5c7dL))),
                        Optional.of(new MediaEnd(
                                InetAddress.getByAddress(new byte[] {11, 1, 1, (byte) 150}),
                                5002,
                                OptionalLong.of(0x2468abcdL))),
                        Optional.of("example-phone-55671"),
                        Optional.of("example-gateway-09871"),
                        Optional.of("00:1f:5b:cc:21:0f"),
                        Optional.of("00:26:08:8e:95:02")));
        var local = report.localMetrics();
        assertThat(local.start()).contains(Instant.parse("2004-10-10T18:23:43Z"));
        assertThat(local.stop()).as("earlier, in the RFC too").contains(Instant.parse("2004-10-01T18:26:02Z"));
        assertNumber(local, QualityParameter.PAYLOAD_TYPE, 18);
        assertThat(local.text(QualityParameter.PAYLOAD_DESC)).contains("G729");
        assertThat(local.text(QualityParameter.FMTP_OPTIONS)).contains("annexb=no");
        assertThat(local.text(QualityParameter.SILENCE_SUPPRESSION_STATE)).contains("on");
        assertNumber(local, QualityParameter.NETWORK_PACKET_LOSS_RATE, 5);
        assertNumber(local, QualityParameter.NOISE_LEVEL, -50);
        assertNumber(local, QualityParameter.MOS_LQ, 4.2);
        assertThat(local.text(QualityParameter.QOE_EST_ALG)).as("folded").contains("P.564");
        var remote = report.remoteMetrics().orElseThrow();
        assertNumber(remote, QualityParameter.NOISE_LEVEL, -45);
        assertThat(remote.number(QualityParameter.EXTERNAL_R_IN)).isEmpty();
    }

    @Test
    @DisplayName("§4.7.2, §4.7.4: alerts, one of them with Metrics for LocalMetrics")
    void alertsAreRead() throws IOException {
        var loss = read(example("4.7.2"));
        assertThat(loss.alert()).contains(new QualityReport.Alert("NLR", "Critical", "local"));
        assertNumber(loss.localMetrics(), QualityParameter.NETWORK_PACKET_LOSS_RATE, 10);
        var rating = read(example("4.7.4"));
        assertThat(rating.kind()).isEqualTo(QualityReport.Kind.ALERT);
        assertThat(rating.alert()).contains(new QualityReport.Alert("RLQ", "Warning", "local"));
        assertNumber(rating.localMetrics(), QualityParameter.LISTENING_QUALITY_R, 60);
        assertNumber(rating.remoteMetrics().orElseThrow(), QualityParameter.LISTENING_QUALITY_R, 90);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.7.1", "4.7.2", "4.7.3", "4.7.4"})
    void whatIsReadAndWrittenIsReadAgain(String section) throws IOException {
        var report = read(example(section));
        assertThat(report.state().type()).hasToString("application/vq-rtcpxr");
        assertThat(read(report.state().text())).isEqualTo(report);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.7.1", "4.7.2", "4.7.3", "4.7.4"})
    void everyTruncatedPrefixIsReadOrNot(String section) throws IOException {
        var whole = example(section);
        for (int length = 0; length < whole.length(); length++) {
            QualityReport.read(whole.substring(0, length))
                    .ifPresent(report -> assertThat(read(report.state().text())).isEqualTo(report));
        }
    }

    @Test
    @DisplayName("§4.6.1: in the order of the ABNF, what is unknown left out")
    void reportIsWritten() throws IOException {
        var session = new SessionInfo(
                "1@a",
                Optional.of("<sip:858@a>"),
                Optional.of("<sip:853@b>"),
                Optional.of("<sip:853@b>"),
                Optional.of(
                        new MediaEnd(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), 4000, OptionalLong.of(0x2aL))),
                Optional.of(
                        new MediaEnd(InetAddress.getByAddress(new byte[] {10, 0, 0, 2}), 4002, OptionalLong.empty())),
                Optional.of("a"),
                Optional.of("b"),
                Optional.empty(),
                Optional.empty());
        var metrics = QualityMetrics.builder()
                .start(Instant.parse("2026-03-01T10:00:00.700Z"))
                .stop(Instant.parse("2026-03-01T10:01:00Z"))
                .with(QualityParameter.MOS_LQ, 4.1049)
                .with(QualityParameter.NETWORK_PACKET_LOSS_RATE, 100.0 / 3)
                .with(QualityParameter.ROUND_TRIP_DELAY, 60.4)
                .with(QualityParameter.JITTER_BUFFER_RATE, 16)
                .with(QualityParameter.MOS_CQ, OptionalDouble.empty())
                .with(QualityParameter.PAYLOAD_DESC, "G729 B")
                .build();
        var report = QualityReport.ofSession(session, metrics, Optional.of(metrics), Optional.of("1@a;to-tag=x"));
        var lines = "Timestamps: START=2026-03-01T10:00:00Z STOP=2026-03-01T10:01:00Z\r\n"
                + "SessionDesc: PD=\"G729 B\"\r\nPacketLoss: NLR=33.33\r\nDelay: RTD=60\r\nQualityEst: MOSLQ=4.1\r\n";
        assertThat(report.state().text())
                .isEqualTo("VQSessionReport: CallTerm\r\nCallID: 1@a\r\nLocalID: <sip:858@a>\r\n"
                        + "RemoteID: <sip:853@b>\r\nOrigID: <sip:853@b>\r\n"
                        + "LocalAddr: IP=10.0.0.1 PORT=4000 SSRC=0x0000002a\r\nRemoteAddr: IP=10.0.0.2 PORT=4002\r\n"
                        + "LocalGroup: a\r\nRemoteGroup: b\r\n"
                        + "LocalMetrics:\r\n" + lines + "RemoteMetrics:\r\n" + lines + "DialogID: 1@a;to-tag=x\r\n");
    }

    @Test
    @DisplayName(
            "telephones that write the call between the metrics, an equals sign for the colon, and names without values")
    void whatTelephonesSendIsRead() {
        var report = read("""
                VQSessionReport
                LocalMetrics:
                Timestamps:START=2010-02-17T13:59:42Z STOP=never
                SessionDesc:PT=0 PD=G.711U PPS=50 SSUP=off SR=8000;16000

                CallID=3c26@a
                x-UserAgent:some360
                FromID:<sip:446@a>
                LocalGroup:
                LocalAddr:IP= PORT=62754 SSRC=0xCBE3450E
                RemoteAddr: IP=2001:db8::1 Port=6000 SSRC=0x243220dd
                x-SIPmetrics:SVA=RG NLR=7
                JitterBuffer:unknown words JBA = 3 JBN= JBM=\t80
                RemoteMetrics:
                PacketLoss:nlr=0.5 JDR=0.0
                """);
        assertThat(report.callTerm()).isFalse();
        var session = report.session();
        assertThat(session.callId()).isEqualTo("3c26@a");
        assertThat(session.localId()).isEmpty();
        assertThat(session.localGroup()).isEmpty();
        assertThat(session.localAddr()).isEmpty();
        assertThat(session.remoteAddr().orElseThrow().port()).isEqualTo(6000);
        var local = report.localMetrics();
        assertThat(local.start()).isPresent();
        assertThat(local.stop()).isEmpty();
        assertNumber(local, QualityParameter.SAMPLE_RATE, 8000);
        assertNumber(local, QualityParameter.JITTER_BUFFER_ADAPTIVE, 3);
        assertThat(local.number(QualityParameter.JITTER_BUFFER_NOMINAL)).isEmpty();
        assertNumber(local, QualityParameter.JITTER_BUFFER_MAX, 80);
        assertThat(local.number(QualityParameter.NETWORK_PACKET_LOSS_RATE)).isEmpty();
        assertNumber(report.remoteMetrics().orElseThrow(), QualityParameter.NETWORK_PACKET_LOSS_RATE, 0.5);
    }

    @ParameterizedTest
    @CsvSource({
        "PacketLoss, NLR=101",
        "PacketLoss, NLR=-1",
        "PacketLoss, NLR=NaN",
        "PacketLoss, NLR=1e1",
        "PacketLoss, NLR=99999999999",
        "BurstGapLoss, GMIN=0",
        "QualityEst, MOSLQ=5.1",
        "QualityEst, RCQ=127",
        "Delay, RTD=65536",
        "Signal, SL=--1",
        "SessionDesc, PT=128",
        "JitterBuffer, JBA=4"
    })
    void whatCannotBeIsLeftOut(String line, String parameter) {
        var metrics = read(SHORT + line + ": " + parameter + "\n").localMetrics();
        assertThat(metrics).isEqualTo(QualityMetrics.builder().build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n\r\n",
                "v=0",
                "VQSessionReport: CallTerm",
                "VQSessionReport: CallTerm\r\nLocalMetrics:\r\n",
                "VQSessionReport: CallTerm\r\nCallID: \r\nLocalMetrics:\r\n",
                "VQSessionReport: CallTerm\r\nCallID: 1@a\r\nRemoteMetrics:\r\n",
                "VQSessionReport: CallTerm\r\nCallID: 1\u0000a\r\nLocalMetrics:\r\n",
                "VQAlertReport: Type=NLR\r\nCallID: 1@a\r\nLocalMetrics:\r\n",
                "LocalMetrics:\r\nCallID: 1@a\r\n"
            })
    void otherDocumentsAreNone(String document) {
        assertThat(QualityReport.read(document)).isEmpty();
    }

    @Test
    void reportsHaveBounds() {
        assertThat(QualityReport.read(SHORT + "x: y\n".repeat(197))).isPresent();
        assertThat(QualityReport.read(SHORT + "x: y\n".repeat(198))).isEmpty();
        assertThat(QualityReport.read(SHORT + "x".repeat(16_384))).isEmpty();
        assertThat(read(SHORT + "RemoteID: " + "x".repeat(257)).session().remoteId())
                .isEmpty();
        assertThat(read(SHORT + "SessionDesc: PD=" + "x".repeat(257)).localMetrics())
                .isEqualTo(QualityMetrics.builder().build());
        assertThat(read(SHORT + "RemoteID: first\nRemoteID: second\n").session().remoteId())
                .contains("first");
        assertThat(read(SHORT + SHORT.replace("1@a", "2@b")).session().callId()).isEqualTo("1@a");
    }

    @Test
    @DisplayName("§4.6.2: what RTCP XR says is said again, and nothing of what it does not know")
    void metricsOfRtcpAreMapped() {
        int unknown = VoipMetrics.UNAVAILABLE;
        var told = new VoipMetrics(
                1, 64, 5, 128, 10, 100, 4000, 60, 80, -18, -50, 55, 16, 85, 90, 41, 40, 0xF2, 40, 80, 120);
        var mapped = QualityReport.ofSession(
                        read(SHORT).session(),
                        QualityMetrics.builder().with(told).build(),
                        Optional.empty(),
                        Optional.empty())
                .state()
                .text();
        assertThat(mapped)
                .endsWith("LocalMetrics:\r\nSessionDesc: PLC=3\r\nJitterBuffer: JBA=3 JBR=2 JBN=40 JBM=80 JBX=120\r\n"
                        + "PacketLoss: NLR=25 JDR=1.95\r\nBurstGapLoss: BLD=50 BD=100 GLD=3.91 GD=4000 GMIN=16\r\n"
                        + "Delay: RTD=60 ESD=80\r\nSignal: SL=-18 NL=-50 RERL=55\r\n"
                        + "QualityEst: RCQ=85 EXTRI=90 MOSLQ=4.1 MOSCQ=4\r\n");
        var silent = new VoipMetrics(
                1, 0, 0, 0, 0, 0, 0, 0, 0, unknown, unknown, unknown, 16, unknown, unknown, unknown, unknown, 0, 0, 0,
                0);
        var metrics = QualityMetrics.builder().with(silent).build();
        for (var parameter : new QualityParameter[] {
            QualityParameter.ROUND_TRIP_DELAY,
            QualityParameter.END_SYSTEM_DELAY,
            QualityParameter.SIGNAL_LEVEL,
            QualityParameter.NOISE_LEVEL,
            QualityParameter.RESIDUAL_ECHO_RETURN_LOSS,
            QualityParameter.CONVERSATIONAL_QUALITY_R,
            QualityParameter.EXTERNAL_R_IN,
            QualityParameter.MOS_LQ,
            QualityParameter.MOS_CQ
        }) {
            assertThat(metrics.number(parameter)).as(parameter.token()).isEmpty();
        }
    }

    @Test
    void nothingIsWrittenThatWouldBeAnotherLine() {
        var builder = QualityMetrics.builder();
        assertThatThrownBy(() -> builder.with(QualityParameter.PAYLOAD_DESC, "a\r\nLocalID: b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\\x0d");
        assertThatThrownBy(() -> builder.with(QualityParameter.QOE_EST_ALG, "a b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.with(QualityParameter.QOE_EST_ALG, 1))
                .isInstanceOf(IllegalArgumentException.class);
        var none = Optional.<String>empty();
        assertThatThrownBy(() -> new SessionInfo(
                        "1@a",
                        Optional.of("a\nb"),
                        none,
                        none,
                        Optional.empty(),
                        Optional.empty(),
                        none,
                        none,
                        none,
                        none))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new QualityReport.Alert("NLR", "", "local"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
