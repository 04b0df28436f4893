package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsIdentity;
import io.switchhook.ice.IceServer;
import io.switchhook.ice.IceSettings;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.call.CallState;
import io.switchhook.sdp.CandidateType;
import io.switchhook.simulation.NatKind;
import io.switchhook.stack.trace.Ladder;
import io.switchhook.stack.trace.TraceLog;
import io.switchhook.systemtests.fixture.IceNetwork;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.TwoDomains;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName(
        "RFC 8656 §3.1, RFC 8489 §8.1, §10: TURN servers that are asked by TCP or TLS, found by DNS, or named by others")
class TurnTransportsTest {
    private static final Duration A_WHILE = Duration.ofSeconds(20);

    @RegisterExtension
    final Stage stage = new Stage();

    private final TraceLog trace = new TraceLog(1_000_000);
    private IceNetwork net;

    @BeforeEach
    void begin() {
        net = new IceNetwork(stage);
        net.proxy();
    }

    private static IceSettings by(String uri) {
        return IceSettings.of(IceServer.parse(uri, "alice", "wonderland"));
    }

    private void listensByTls(String name) {
        net.relay().listen(StreamKind.TLS, 5_349, StreamSettings.DEFAULT.withIdentity(TlsIdentity.named(name)));
    }

    /** He tells where his NAT is seen, which is what a relay permits. */
    private Telephone bob() {
        var stun = IceSettings.of(IceServer.stun(IceNetwork.RELAY, 3_478));
        return net.telephone(net.behind(NatKind.SYMMETRIC, "bob", 1), "bob", stun)
                .answering();
    }

    private Telephone carol(IceSettings ice) {
        return net.telephone(
                net.behind(NatKind.SYMMETRIC, "carol", 2),
                "carol",
                Optional.of(ice),
                PhoneConfig.DEFAULT.withTrace(trace));
    }

    /** Two behind symmetric NATs, of whom one has a relay, talk by that and not otherwise. */
    private void assertTalkByRelay(IceSettings ice, Duration time) {
        var bob = bob();
        var carol = carol(ice);
        var call = carol.talkTo(TwoDomains.BOB);
        net.settle(call, bob);
        carol.assertTalksWith(bob);
        assertThat(call.path().orElseThrow().local().type()).isEqualTo(CandidateType.RELAYED);
        stage.run(time);
        carol.assertTalksWith(bob);
        net.hangUp(carol, call);
        assertThat(net.relay().allocations()).isZero();
    }

    @Test
    @DisplayName("by TCP, for longer than permissions, channels and allocations last; in the end no stream is left")
    void byTcp() {
        net.relay().listen(StreamKind.TCP, 3_478, StreamSettings.DEFAULT);
        assertTalkByRelay(by("turn:turn.example.com?transport=tcp"), Duration.ofMinutes(12));
        assertThat(net.relay().log()).contains("TCP open", "CHANNEL_BIND ok", "REFRESH ok", "TCP closed");
    }

    @Test
    @DisplayName("by TLS, where the server proves its name")
    void byTls() {
        listensByTls("turn.example.com");
        assertTalkByRelay(by("turns:turn.example.com"), A_WHILE);
        assertThat(net.relay().log()).contains("TLS open", "CHANNEL_BIND ok");
    }

    @Test
    @DisplayName("a server that proves to be another is not asked, and the trace says so; the call goes on without")
    void byTlsFromAnother() {
        listensByTls("evil.example.com");
        var bob = bob();
        var carol = carol(by("turns:turn.example.com"));
        var call = carol.talkTo(TwoDomains.BOB);
        assertThat(Ladder.draw(trace.events()))
                .contains("ICE: The TURN server 10.0.2.9:5349 cannot be reached: ")
                .contains("evil.example.com");
        assertThat(net.relay().allocations()).isZero();
        net.hangUp(carol, call);
        assertThat(bob.lastCall().state()).isEqualTo(CallState.COMPLETED);
    }

    @Test
    @DisplayName("a port where nobody listens is told, and delays nothing")
    void nobodyListens() {
        var bob = bob();
        var carol = carol(by("turn:turn.example.com:9?transport=tcp"));
        var call = carol.talkTo(TwoDomains.BOB);
        assertThat(Ladder.draw(trace.events())).contains("ICE: The TURN server 10.0.2.9:9 cannot be reached: ");
        net.hangUp(carol, call);
        assertThat(bob.lastCall().state()).isEqualTo(CallState.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"turn:example.com", "turn:example.com?transport=tcp", "turns:example.com"})
    @DisplayName("DNS names port and host of a service; one that is dead is no harm")
    void foundByService(String uri) {
        stage.host("dead", "10.0.2.66");
        stage.simulation()
                .dns()
                .a("dead.example.com", "10.0.2.66")
                .srv("_turn._udp.example.com", 0, 0, 3_478, "dead.example.com")
                .srv("_turn._udp.example.com", 1, 0, 3_478, "turn.example.com")
                .srv("_turn._tcp.example.com", 0, 0, 3_480, "turn.example.com")
                .srv("_turns._tcp.example.com", 0, 0, 443, "turn.example.com");
        net.relay().listen(StreamKind.TCP, 3_480, StreamSettings.DEFAULT);
        net.relay().listen(StreamKind.TLS, 443, StreamSettings.DEFAULT.withIdentity(TlsIdentity.named("example.com")));
        assertTalkByRelay(by(uri), A_WHILE);
    }

    @Test
    @DisplayName("a server that names another is left for that")
    void namesAnother() {
        var other = stage.turnServer("turn2", "10.0.2.10", "alice", "wonderland");
        net.relay().listen(StreamKind.TCP, 3_478, StreamSettings.DEFAULT);
        other.listen(StreamKind.TCP, 3_479, StreamSettings.DEFAULT);
        net.relay().sendOnTo(new InetSocketAddress(other.address().getAddress(), 3_479));
        var bob = bob();
        var carol = carol(by("turn:turn.example.com?transport=tcp"));
        var call = carol.talkTo(TwoDomains.BOB);
        net.settle(call, bob);
        carol.assertTalksWith(bob);
        assertThat(net.relay().log()).contains("ALLOCATE 300", "TCP closed");
        assertThat(other.log()).contains("TCP open", "ALLOCATE ok");
        net.hangUp(carol, call);
        assertThat(other.allocations()).isZero();
    }

    @Test
    @DisplayName("RFC 8445 §9: a stream that breaks is no longer the path at once, and another is found")
    void streamBreaks() {
        net.relay().listen(StreamKind.TCP, 3_478, StreamSettings.DEFAULT);
        var bob = bob();
        var carol = carol(by("turn:turn.example.com?transport=tcp"));
        var call = carol.talkTo(TwoDomains.BOB);
        net.settle(call, bob);
        stage.seconds(5);
        net.relay().dropStreams();
        stage.seconds(1);
        assertThat(Ladder.draw(trace.events()))
                .contains("ICE: The connection with the TURN server 10.0.2.9:3478 has ended: ");
        stage.seconds(5);
        net.settle(call, bob);
        carol.assertTalksWith(bob);
        net.hangUp(carol, call);
        assertThat(net.relay().allocations()).isZero();
    }
}
