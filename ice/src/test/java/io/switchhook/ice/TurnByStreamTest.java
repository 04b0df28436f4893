package io.switchhook.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sdp.CandidateType;
import io.switchhook.sdp.IceCandidate;
import io.switchhook.simulation.Simulation;
import io.switchhook.stun.ChannelData;
import io.switchhook.stun.StunAttribute;
import io.switchhook.stun.StunBuilder;
import io.switchhook.stun.StunFrames;
import io.switchhook.stun.StunKey;
import io.switchhook.stun.StunKind;
import io.switchhook.stun.StunMessage;
import io.switchhook.stun.StunMethod;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An agent and a server of TURN at the other end of a stream, octet by octet: RFC 8656 §3.1, RFC 8489 §6.2.2 and §10. */
class TurnByStreamTest implements IceListener, ServerStreams {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final InetSocketAddress LOCAL = at("192.0.2.1", 4000);
    private static final InetSocketAddress SERVER = at("198.51.100.1", 3478);
    private static final InetSocketAddress OTHER_SERVER = at("198.51.100.2", 3478);
    private static final InetSocketAddress RELAYED = at("198.51.100.1", 50_000);
    private static final InetSocketAddress SEEN = at("203.0.113.9", 7_000);
    private static final StunKey KEY = StunKey.longTerm("alice", "turn.test", "wonderland");

    private final List<String> events = new ArrayList<>();
    private final List<StunMessage> asked = new ArrayList<>();
    private final StunFrames sent = new StunFrames();
    private final List<String> troubles = new ArrayList<>();
    private List<IceCandidate> gathered = List.of();
    private IceAgent agent;

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(IpLiteral.parse(host).orElseThrow(), port);
    }

    @BeforeEach
    void begin() {
        var random = new Simulation(7).host("a", "192.0.2.1").randomness();
        agent = new IceAgent(
                false, (component, packet, to) -> events.add("datagram"), this, this, random, new IcePace());
        agent.addHost(1, LOCAL);
    }

    // --- what the agent does --------------------------------------------------------------------------------------

    @Override
    public void open(int stream, ServerAddress server) {
        events.add("open " + stream + " " + server.server().transport() + " "
                + server.address().getPort() + " " + server.server().host());
    }

    @Override
    public void send(int stream, ByteBuffer bytes) {
        assertThat(bytes.remaining() % 4).isZero();
        sent.take(bytes.duplicate(), message -> {
            var request = StunMessage.parse(message);
            request.ifPresent(asked::add);
            events.add("send " + stream + " "
                    + request.map(StunMessage::toString).orElseGet(() -> "channel " + message.remaining()));
        });
    }

    @Override
    public void close(int stream) {
        events.add("close " + stream);
    }

    @Override
    public void onGathered(List<IceCandidate> candidates, List<String> said) {
        gathered = candidates;
        troubles.addAll(said);
        events.add("gathered");
    }

    @Override
    public void onSelected(List<IcePair> pairs) {
        events.add("selected");
    }

    @Override
    public void onFailed(String reason) {
        events.add("failed: " + reason);
    }

    @Override
    public void onRelayed(int component, ByteBuffer packet, InetSocketAddress from, long nowNanos) {
        events.add("relayed " + packet.remaining() + " from " + from.getPort());
    }

    // --- what the server does -------------------------------------------------------------------------------------

    private void gather(ServerTransport transport) {
        agent.gather(List.of(Servers.turn(SERVER, transport)), Duration.ofSeconds(2), 0);
        agent.onTime(0);
    }

    private StunMessage lastAsked() {
        return asked.get(asked.size() - 1);
    }

    private void answer(int stream, StunBuilder answer) {
        var bytes = answer.build().write();
        // In two pieces, as a network may cut it.
        agent.onServerBytes(stream, bytes.slice(0, 7), SECOND);
        agent.onServerBytes(stream, bytes.slice(7, bytes.remaining() - 7), SECOND);
    }

    private StunBuilder error(int code) {
        return StunMessage.builder(
                        StunKind.ERROR, lastAsked().method(), lastAsked().id())
                .error(code, "No")
                .text(StunAttribute.REALM, "turn.test")
                .text(StunAttribute.NONCE, "nonce");
    }

    private StunBuilder success() {
        return StunMessage.builder(
                StunKind.SUCCESS, lastAsked().method(), lastAsked().id());
    }

    private void allocate(int stream) {
        answer(stream, error(401));
        answer(
                stream,
                success()
                        .address(StunAttribute.XOR_RELAYED_ADDRESS, RELAYED)
                        .address(StunAttribute.XOR_MAPPED_ADDRESS, SEEN)
                        .number(StunAttribute.LIFETIME, 600)
                        .sign(KEY));
    }

    private StunBuilder alternate(InetSocketAddress other) {
        var bytes = other.getAddress().getAddress();
        var value = ByteBuffer.allocate(8)
                .putShort((short) 1)
                .putShort((short) other.getPort())
                .put(bytes)
                .flip();
        return error(300).add(StunAttribute.ALTERNATE_SERVER, value);
    }

    // --- what comes of it -----------------------------------------------------------------------------------------

    @Test
    void portOfAServerIsHadByAStream() {
        gather(ServerTransport.TCP);
        allocate(1);
        assertThat(events)
                .containsExactly(
                        "open 1 TCP 3478 198.51.100.1",
                        "send 1 ALLOCATE REQUEST",
                        "send 1 ALLOCATE REQUEST",
                        "gathered");
        assertThat(gathered)
                .as("where the stream is seen is no address of the port")
                .extracting(IceCandidate::type)
                .containsExactly(CandidateType.HOST, CandidateType.RELAYED);
        assertThat(gathered.get(1).address()).isEqualTo(RELAYED);
        agent.close(2 * SECOND);
        assertThat(events).endsWith("send 1 REFRESH REQUEST", "close 1");
    }

    /** RFC 8489 §6.2.2: no repetition, since the stream cares for that. */
    @Test
    void requestByAStreamIsSentOnce() {
        gather(ServerTransport.TCP);
        agent.onTime(SECOND);
        agent.onTime(2 * SECOND);
        assertThat(events)
                .containsExactly("open 1 TCP 3478 198.51.100.1", "send 1 ALLOCATE REQUEST", "close 1", "gathered");
        assertThat(troubles).containsExactly("The TURN server 198.51.100.1:3478 did not answer in time.");
    }

    @Test
    void streamThatCannotBeOpenedIsTold() {
        gather(ServerTransport.TLS);
        agent.onServerClosed(1, "Connection refused");
        assertThat(events).endsWith("gathered").doesNotContain("close 1");
        assertThat(troubles)
                .containsExactly("The TURN server 198.51.100.1:3478 cannot be reached: Connection refused.");
        assertThat(gathered).hasSize(1);
    }

    @Test
    void whoAnswersInAnotherProtocolIsLeft() {
        gather(ServerTransport.TCP);
        agent.onServerBytes(1, ByteBuffer.wrap("SSH-2.0-OpenSSH_9.2\r\n".getBytes()), SECOND);
        assertThat(events).endsWith("close 1", "gathered");
        assertThat(troubles).singleElement().asString().endsWith("it sends what is not of TURN.");
    }

    @Test
    void serverThatNamesAnotherIsFollowedByTheSameTransport() {
        gather(ServerTransport.TLS);
        answer(1, alternate(OTHER_SERVER));
        assertThat(events)
                .containsExactly(
                        "open 1 TLS 3478 198.51.100.1",
                        "send 1 ALLOCATE REQUEST",
                        "close 1",
                        "open 2 TLS 3478 198.51.100.1",
                        "send 2 ALLOCATE REQUEST");
        allocate(2);
        assertThat(gathered).hasSize(2);
    }

    /** RFC 8489 §10: the certificate is to prove the domain that the first server names. */
    @Test
    void domainOfTheOtherServerIsWhatItProves() {
        gather(ServerTransport.TLS);
        answer(1, alternate(OTHER_SERVER).text(StunAttribute.ALTERNATE_DOMAIN, "other.example.com"));
        assertThat(events).contains("open 2 TLS 3478 other.example.com");
    }

    @Test
    void serversThatNameEachOtherAreLeft() {
        gather(ServerTransport.TCP);
        answer(1, alternate(OTHER_SERVER));
        answer(2, alternate(SERVER));
        assertThat(events).endsWith("close 2", "gathered").doesNotContain("open 3 TCP 3478 198.51.100.1");
        assertThat(troubles).containsExactly("The TURN server 198.51.100.2:3478 refuses to relay: 300 No.");
    }

    @Test
    void serverThatNamesNoneIsLeft() {
        gather(ServerTransport.TCP);
        answer(1, error(300));
        assertThat(troubles).containsExactly("The TURN server 198.51.100.1:3478 refuses to relay: 300 No.");
    }

    @Test
    void mediaIsPaddedAndWhatComesIsCutOut() {
        gather(ServerTransport.TCP);
        allocate(1);
        agent.doWithout(SECOND);
        agent.sendTo(1, ByteBuffer.wrap(new byte[] {(byte) 0x80, 1, 2}), at("192.0.2.77", 9_000), SECOND);
        assertThat(lastAsked().method()).isEqualTo(StunMethod.CHANNEL_BIND);
        answer(1, success().sign(KEY));
        assertThat(events).endsWith("send 1 channel 7");
        var channel = (int) (asked.get(asked.size() - 1)
                        .number(StunAttribute.CHANNEL_NUMBER)
                        .orElseThrow()
                >>> 16);
        var out = ByteBuffer.allocate(100);
        new ChannelData(channel, ByteBuffer.wrap(new byte[] {(byte) 0x80, 1, 2, 3, 4})).write(out, true);
        agent.onServerBytes(1, out, SECOND);
        assertThat(events).endsWith("relayed 5 from 9000");
    }

    @Test
    void bytesOfAStreamThatNobodyKnowsAreNothing() {
        gather(ServerTransport.TCP);
        agent.onServerBytes(9, ByteBuffer.wrap(new byte[] {1}), SECOND);
        agent.onServerClosed(9, "over");
        allocate(1);
        agent.close(2 * SECOND);
        int before = events.size();
        agent.onServerClosed(1, "over");
        assertThat(events).hasSize(before);
    }
}
