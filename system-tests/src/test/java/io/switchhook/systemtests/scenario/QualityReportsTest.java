package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.switchhook.phone.Call;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.simulation.LinkModel;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.quality.QualityMetrics;
import io.switchhook.stack.quality.QualityParameter;
import io.switchhook.stack.quality.QualityReport;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.PeerDigest;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 6035 §3.2: a phone tells a collector at the end of each call how good it was")
class QualityReportsTest {
    private static final LinkModel FAR = LinkModel.LAN.withDelay(Duration.ofMillis(30));
    private static final CallSettings ASKING = CallSettings.DEFAULT.withQualityReports();
    private static final String ADDRESS = "10.0.1.58";
    private static final String CALLER = "sip:858@" + ADDRESS;
    private static final String COLLECTOR = "sip:collector@" + Stage.PBX_ADDRESS;

    @RegisterExtension
    final Stage stage = new Stage();

    private ScriptedPeer collector;
    private Telephone caller;
    private Telephone callee;

    @BeforeEach
    void telephones() {
        stage.simulation().defaultLink(FAR);
        collector = stage.peerAsPbx("collector");
        caller = stage.telephoneOn(
                stage.host("858", ADDRESS),
                "858",
                SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS)
                        .secret("secret")
                        .calls(ASKING)
                        .qualityCollector(COLLECTOR)
                        .build(),
                PhoneConfig.DEFAULT
                        .withListen(ListenPoint.parse("udp:" + ADDRESS + ":5060", 5060))
                        .withRtpPorts(5_000, 10_000));
        callee = stage.direct("853", ASKING).answering();
    }

    private OutgoingCall talk() {
        var call = caller.prepare(callee.uri());
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        return call;
    }

    /** Talks for two seconds. */
    private void talkAndHangUp() {
        var call = talk();
        stage.seconds(2);
        stage.await(call.hangUp());
    }

    private static void assertShare(QualityMetrics metrics, Call listener, Stage stage, double tolerance) {
        var losses = stage.await(listener.statistics())
                .audio()
                .orElseThrow()
                .received()
                .losses();
        assertThat(losses.lost()).isBetween(60L, 180L);
        assertThat(metrics.number(QualityParameter.NETWORK_PACKET_LOSS_RATE).getAsDouble())
                .isCloseTo(100.0 * losses.lost() / losses.expected(), within(tolerance));
    }

    @Test
    @DisplayName("§4.6: what the network has lost, as both ends have seen it")
    void reportSaysWhatWasLost() {
        var call = talk();
        stage.seconds(2);
        stage.simulation().defaultLink(FAR.withLossPercent(4));
        stage.seconds(60);
        stage.simulation().defaultLink(FAR);
        stage.seconds(18);
        var other = callee.lastIncoming();
        stage.await(call.hangUp());
        var publish = collector.expectRequest("PUBLISH");
        assertThat(publish.requestUri()).isEqualTo(COLLECTOR);
        assertThat(publish.header("Event")).contains("vq-rtcpxr");
        assertThat(publish.header("Content-Type")).contains("application/vq-rtcpxr");
        assertThat(publish.header("Expires")).isEmpty();
        assertThat(publish.body()).startsWith("VQSessionReport: CallTerm\r\n");
        var report = QualityReport.read(publish.body()).orElseThrow();
        var session = report.session();
        assertThat(session.callId()).isEqualTo(call.id());
        assertThat(session.localId().orElseThrow()).contains("sip:858@");
        assertThat(session.remoteId().orElseThrow()).contains("sip:853@");
        assertThat(session.origId()).isEqualTo(session.localId());
        assertThat(session.localGroup()).contains(Stage.PBX_ADDRESS);
        var audio = stage.await(call.statistics()).audio().orElseThrow();
        assertThat(session.localAddr().orElseThrow().ssrc())
                .hasValue(audio.sent().ssrc());
        assertThat(session.remoteAddr().orElseThrow().ssrc())
                .isEqualTo(audio.received().ssrc());
        assertThat(report.dialogId().orElseThrow()).startsWith(call.id() + ";to-tag=");
        var local = report.localMetrics();
        var lasted = Duration.between(local.start().orElseThrow(), local.stop().orElseThrow());
        assertThat(lasted.toSeconds()).isBetween(79L, 81L);
        assertThat(local.text(QualityParameter.PAYLOAD_DESC)).contains("PCMU");
        assertThat(local.number(QualityParameter.PAYLOAD_TYPE)).hasValue(0);
        assertThat(local.number(QualityParameter.FRAME_DURATION)).hasValue(20);
        assertThat(local.number(QualityParameter.PACKETS_PER_SECOND)).hasValue(50);
        assertThat(local.number(QualityParameter.ROUND_TRIP_DELAY).getAsDouble())
                .isCloseTo(60, within(1.0));
        assertThat(local.number(QualityParameter.MOS_LQ).getAsDouble()).isBetween(3.5, 4.3);
        assertShare(local, call, stage, 0.01);
        // What the other side has told us last, some seconds before the end, in 1/256.
        assertShare(report.remoteMetrics().orElseThrow(), other, stage, 0.6);
        collector.respond(publish, 200);
        collector.expectNothing(Duration.ofMinutes(5));
    }

    @Test
    void reportOfACallThatCameInNamesWhoCalled() {
        var first = talk();
        stage.seconds(2);
        stage.await(first.hangUp());
        collector.respond(collector.expectRequest("PUBLISH"), 200);
        caller.answering();
        stage.await(callee.prepare(CALLER).start());
        stage.seconds(2);
        stage.await(callee.lastCall().hangUp());
        var publish = collector.expectRequest("PUBLISH");
        var session = QualityReport.read(publish.body()).orElseThrow().session();
        assertThat(session.origId()).isEqualTo(session.remoteId());
        assertThat(session.origId().orElseThrow()).contains("sip:853@");
        collector.respond(publish, 200);
    }

    @Test
    void nobodyIsToldOfCallsThatNobodyTakes() {
        callee.rejecting();
        stage.await(caller.prepare(callee.uri()).start());
        collector.expectNothing(Duration.ofMinutes(1));
    }

    @Test
    void whoNamesNoCollectorTellsNobody() {
        caller.answering();
        var call = callee.prepare(CALLER);
        stage.await(call.start());
        stage.seconds(2);
        stage.await(call.hangUp());
        collector.respond(collector.expectRequest("PUBLISH"), 200);
        stage.seconds(60);
        assertThat(stage.requests("853", "PUBLISH")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 489, 501, 403})
    @DisplayName("§3.2: a collector that takes none gets no more")
    void refusedReportsAreNotSentAgain(int status) {
        talkAndHangUp();
        collector.respond(collector.expectRequest("PUBLISH"), status);
        stage.seconds(1);
        talkAndHangUp();
        collector.expectNothing(Duration.ofMinutes(5));
    }

    @Test
    @DisplayName("§3.4: Retry-After is respected, and what it has held up is not made up for")
    void collectorIsLeftAloneForAsLongAsItAsks() {
        talkAndHangUp();
        var publish = collector.expectRequest("PUBLISH");
        collector.respond(publish, 503, draft -> draft.header("Retry-After", "60"));
        stage.seconds(1);
        talkAndHangUp();
        collector.expectNothing(Duration.ofMinutes(2));
        talkAndHangUp();
        collector.respond(collector.expectRequest("PUBLISH"), 200);
        collector.expectNothing(Duration.ofMinutes(2));
    }

    @Test
    void challengeIsAnswered() {
        talkAndHangUp();
        var answered = collector.challenge("PUBLISH", new PeerDigest("switchhook", "a-nonce", "MD5"), "secret");
        assertThat(QualityReport.read(answered.body())).isPresent();
        collector.respond(answered, 200);
    }

    @Test
    void collectorThatIsSilentDisturbsNoCall() {
        talkAndHangUp();
        WireMessage publish = collector.expectRequest("PUBLISH");
        var second = talk();
        stage.seconds(40);
        assertThat(second.state()).isEqualTo(CallState.IN_CALL);
        caller.assertTalksWith(callee);
        assertThat(stage.requests("858", "PUBLISH"))
                .allSatisfy(again -> assertThat(again.body()).isEqualTo(publish.body()));
        stage.await(second.hangUp());
    }

    @Test
    void phoneThatClosesTellsOfItsLastCall() {
        talk();
        stage.seconds(2);
        var closed = caller.phone().closeAsync();
        collector.respond(collector.expectRequest("PUBLISH"), 200);
        stage.await(closed);
    }

    @Test
    void collectorThatIsSilentDoesNotKeepAPhoneFromClosing() {
        talk();
        stage.seconds(2);
        long begun = stage.simulation().nowNanos();
        stage.await(caller.phone().closeAsync());
        assertThat(Duration.ofNanos(stage.simulation().nowNanos() - begun)).isLessThan(Duration.ofSeconds(10));
    }
}
