package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.switchhook.media.codec.CodecName;
import io.switchhook.media.rtp.PacketKind;
import io.switchhook.media.session.StreamStatistics;
import io.switchhook.phone.Call;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.CallStatistics;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.simulation.LinkModel;
import io.switchhook.simulation.Packet;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName(
        "RFC 3550 §6.4, RFC 3611: what a call says of its quality is what the network has done to it, at both ends")
class CallStatisticsTest {
    private static final Duration ONE_WAY = Duration.ofMillis(30);
    private static final LinkModel FAR = LinkModel.LAN.withDelay(ONE_WAY);

    @RegisterExtension
    final Stage stage = new Stage();

    /** What became of the RTP packets from a host. */
    private final Map<String, Network> network = new HashMap<>();

    private static final class Network {
        private long arrived;
        private long lost;
    }

    private static final CallSettings ASKING = CallSettings.DEFAULT.withQualityReports();

    private Telephone caller;
    private Call call;
    private Call other;

    private void watch(Packet packet) {
        if (PacketKind.of(ByteBuffer.wrap(packet.payload().toByteArray())) == PacketKind.RTP) {
            var seen = network.computeIfAbsent(packet.fromHost(), host -> new Network());
            seen.arrived += packet.isDelivered() ? 1 : 0;
            seen.lost += packet.fate() == Packet.Fate.LOST ? 1 : 0;
        }
    }

    private void talk(LinkModel link, CallSettings settings) {
        stage.simulation().defaultLink(link);
        stage.simulation().onPacket(this::watch);
        caller = stage.direct("858");
        var callee = stage.direct("853", ASKING).answering();
        call = caller.prepare(callee.uri(), DialOptions.DEFAULT.withSettings(settings));
        assertThat(stage.await(((OutgoingCall) call).start()).isAnswered()).isTrue();
        other = callee.lastIncoming();
    }

    private CallStatistics of(Call asked) {
        return stage.await(asked.statistics());
    }

    private StreamStatistics audioOf(Call asked) {
        return of(asked).audio().orElseThrow();
    }

    private void assertHears(StreamStatistics listener, StreamStatistics speaker, Network way) {
        var received = listener.received();
        assertThat(received.losses().lost()).isEqualTo(way.lost);
        assertThat(received.rejectedPackets())
                .as("one may come before the answer has said who may send")
                .isLessThan(2);
        assertThat(received.packets()).isEqualTo(way.arrived - received.rejectedPackets());
        assertThat(received.losses().expected()).isEqualTo(received.packets() + way.lost);
        assertThat(received.losses().discarded()).isZero();
        assertThat(received.losses().repeated()).isZero();
        assertThat(received.octets()).isEqualTo(160 * received.packets());
        assertThat(received.codec()).contains(new CodecName("PCMU", 8000));
        assertThat(speaker.sent().packets())
                .as("two are on their way")
                .isBetween(way.arrived + way.lost, way.arrived + way.lost + 2);
        assertThat(speaker.remote().lost()).as("in reports").hasValue(way.lost);
        assertThat(listener.roundTrip().orElseThrow().toMillis()).isBetween(59L, 61L);
        assertThat(received.jitter().orElseThrow()).isLessThan(Duration.ofMillis(1));
    }

    @Test
    void lossAndDelayAreThoseOfTheNetwork() {
        talk(FAR, ASKING);
        stage.seconds(2);
        stage.simulation().defaultLink(FAR.withLossPercent(4));
        stage.seconds(60);
        stage.simulation().defaultLink(FAR);
        // Between two packets, so that none comes while we ask.
        stage.run(Duration.ofMillis(20_007));
        var ours = audioOf(call);
        var theirs = audioOf(other);
        assertThat(network.get("858").lost).isBetween(60L, 180L);
        assertHears(ours, theirs, network.get("853"));
        assertHears(theirs, ours, network.get("858"));
        var quality = of(call).quality().orElseThrow();
        assertThat(quality.mosListening()).isBetween(3.5, 4.3);
        assertThat(quality.mosConversational().getAsDouble()).isLessThanOrEqualTo(quality.mosListening());
        // RFC 3611 §4.7: the other side has asked, and is told.
        var told = theirs.remote().metrics().orElseThrow();
        assertThat(told.lossShare())
                .isCloseTo(ours.received().losses().missingShare().getAsDouble(), within(0.006));
        assertThat(told.listeningScore().getAsDouble()).isCloseTo(quality.mosListening(), within(0.15));
        assertThat(told.roundTripDelay()).isEqualTo(60);
    }

    @Test
    void callOverACleanNetworkHasNothingToComplainOf() {
        talk(LinkModel.LAN, ASKING);
        stage.seconds(20);
        var quality = of(call).quality().orElseThrow();
        assertThat(quality.rFactor()).hasValue(93.2);
        assertThat(quality.mosListening()).isCloseTo(4.41, within(0.005));
        assertThat(audioOf(call).received().losses().missing()).isZero();
        assertThat(audioOf(call).remote().lossShare()).hasValue(0);
    }

    @Test
    void figuresGoOnOverAHoldAndStayWhenTheCallIsOver() {
        talk(FAR, ASKING);
        stage.seconds(5);
        stage.await(call.hold());
        stage.seconds(5);
        stage.await(call.resume());
        stage.run(Duration.ofMillis(10_007));
        var before = audioOf(other);
        assertThat(before.received().losses().missing()).isZero();
        assertThat(before.received().packets()).isEqualTo(network.get("858").arrived);
        assertThat(before.received().packets())
                .as("hold is silence, which is sent")
                .isGreaterThan(900);
        long begun = stage.simulation().nowNanos();
        stage.await(call.hangUp());
        stage.until(() -> other.state() == CallState.COMPLETED);
        assertThat(Duration.ofNanos(stage.simulation().nowNanos() - begun)).isLessThan(Duration.ofSeconds(1));
        var last = of(call);
        assertThat(last.duration().toMillis()).isBetween(20_000L, 21_000L);
        assertThat(last.audio().orElseThrow().sent().packets()).isGreaterThan(990);
        stage.seconds(60);
        assertThat(of(call)).isEqualTo(last);
        assertThat(of(other).audio().orElseThrow().received().packets())
                .isGreaterThanOrEqualTo(before.received().packets());
    }

    @Test
    void lastFiguresOutliveThePhone() {
        talk(FAR, ASKING);
        stage.seconds(5);
        stage.await(call.hangUp());
        var last = of(call);
        assertThat(last.audio()).isPresent();
        stage.await(caller.close());
        assertThat(of(call)).isEqualTo(last);
    }

    @Test
    void callThatNobodyTakesHasNoFigures() {
        stage.simulation().defaultLink(LinkModel.LAN);
        caller = stage.direct("858");
        var callee = stage.direct("853").rejecting();
        call = caller.prepare(callee.uri());
        assertThat(of(call)).isEqualTo(CallStatistics.NONE);
        stage.await(((OutgoingCall) call).start());
        assertThat(of(call)).isEqualTo(CallStatistics.NONE);
    }

    @Test
    void whoDoesNotAskIsNotTold() {
        talk(FAR, CallSettings.DEFAULT);
        stage.seconds(20);
        assertThat(stage.sentBy("858").stream()
                        .anyMatch(message -> message.body().contains("a=rtcp-xr")))
                .isFalse();
        assertThat(stage.sentBy("853").stream()
                        .anyMatch(message -> message.body().contains("a=rtcp-xr:voip-metrics rcvr-rtt=all")))
                .isTrue();
        assertThat(audioOf(call).remote().metrics()).isEmpty();
        assertThat(audioOf(other).remote().metrics()).isPresent();
    }
}
