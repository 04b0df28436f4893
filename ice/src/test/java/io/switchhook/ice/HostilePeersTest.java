package io.switchhook.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sdp.CandidateType;
import io.switchhook.sdp.IceCandidate;
import io.switchhook.sdp.IceDescription;
import io.switchhook.simulation.Simulation;
import io.switchhook.stun.StunAttribute;
import io.switchhook.stun.StunBuilder;
import io.switchhook.stun.StunKey;
import io.switchhook.stun.StunKind;
import io.switchhook.stun.StunMessage;
import io.switchhook.stun.StunMethod;
import io.switchhook.stun.TransactionId;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent alone with what a peer that knows the password, or a server, says to it: RFC 8445 §7, §19, RFC 8656 §11. */
class HostilePeersTest implements IceListener {
    private static final InetSocketAddress LOCAL = at("192.0.2.1", 4_000);
    private static final InetSocketAddress PEER = at("192.0.2.2", 5_000);
    private static final InetSocketAddress SERVER = at("198.51.100.1", 3_478);
    private static final IceCredentials OURS = new IceCredentials("ours", "abcdefghijklmnopqrstuv");
    private static final String THEIR_PASSWORD = "0123456789abcdefghijkl";
    private static final StunKey THEIR_KEY = StunKey.shortTerm(THEIR_PASSWORD);

    private record Sent(StunMessage message, InetSocketAddress to) {}

    private final Simulation simulation = new Simulation(3);
    private final List<Sent> sent = new ArrayList<>();
    private final List<List<IcePair>> selections = new ArrayList<>();
    private final List<String> relayed = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private List<IceCandidate> gathered = List.of();
    private long now;

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(IpLiteral.parse(host).orElseThrow(), port);
    }

    private IceAgent agent(boolean lite) {
        var agent = new IceAgent(
                lite,
                (component, packet, to) ->
                        StunMessage.parse(packet).ifPresent(message -> sent.add(new Sent(message, to))),
                ServerStreams.NONE,
                this,
                simulation.host("a", "192.0.2.1").randomness(),
                new IcePace());
        agent.addHost(1, LOCAL);
        agent.expect(OURS);
        return agent;
    }

    @Override
    public void onGathered(List<IceCandidate> candidates, List<String> said) {
        gathered = candidates;
        troubles.addAll(said);
    }

    @Override
    public void onSelected(List<IcePair> pairs) {
        selections.add(pairs);
    }

    @Override
    public void onFailed(String reason) {
        troubles.add(reason);
    }

    @Override
    public void onRelayed(int component, ByteBuffer packet, InetSocketAddress from, long nowNanos) {
        relayed.add(from.getAddress().getHostAddress() + ":" + from.getPort());
    }

    private void run(IceAgent agent, Duration duration) {
        long end = now + duration.toNanos();
        for (long next = agent.nextDeadlineNanos(); next <= end; next = agent.nextDeadlineNanos()) {
            now = Math.max(now, next);
            agent.onTime(now);
        }
        now = end;
    }

    private static IceCandidate host(InetSocketAddress address) {
        return new IceCandidate("1", 1, "UDP", 1_000, address, CandidateType.HOST, Optional.empty());
    }

    private static IceDescription peer(IceCandidate... candidates) {
        return IceDescription.of("peer", THEIR_PASSWORD, List.of(candidates));
    }

    private static StunMessage check(boolean nominates, int number) {
        var builder = StunMessage.builder(StunKind.REQUEST, StunMethod.BINDING, new TransactionId(9, number))
                .text(StunAttribute.USERNAME, "ours:peer")
                .number(StunAttribute.PRIORITY, 1_000)
                .longNumber(StunAttribute.ICE_CONTROLLING, 1);
        if (nominates) {
            builder.flag(StunAttribute.USE_CANDIDATE);
        }
        return builder.sign(StunKey.shortTerm(OURS.password())).fingerprint().build();
    }

    private static StunMessage answer(StunMessage request, InetSocketAddress mapped) {
        return StunMessage.builder(StunKind.SUCCESS, StunMethod.BINDING, request.id())
                .address(StunAttribute.XOR_MAPPED_ADDRESS, mapped)
                .sign(THEIR_KEY)
                .fingerprint()
                .build();
    }

    @Test
    void aPeerThatSeesUsAtPortZeroIsNotBelieved() {
        var agent = agent(false);
        agent.run(OURS, peer(host(PEER)), true, 1, now);
        run(agent, Duration.ofMillis(10));
        assertThat(agent.onDatagram(
                        1, answer(sent.get(0).message(), at("192.0.2.1", 0)).write(), PEER, now))
                .isTrue();
        run(agent, Duration.ofSeconds(1));
        assertThat(selections).isEmpty();
        assertThat(agent.send(1, ByteBuffer.wrap(new byte[] {(byte) 0x80}), now))
                .isFalse();
    }

    @Test
    void aCheckFromPortZeroLeadsNowhere() {
        var agent = agent(false);
        agent.run(OURS, peer(), false, 1, now);
        agent.onDatagram(1, check(true, 1).write(), at("192.0.2.2", 0), now);
        run(agent, Duration.ofSeconds(1));
        assertThat(sent).allMatch(each -> each.to().getPort() != 0);
    }

    /** RFC 8445 §5.1.1.1: none of these is a candidate; whoever names one would have us send to many, or to programs of our own host. */
    @ParameterizedTest
    @ValueSource(strings = {"224.0.0.251", "255.255.255.255", "0.0.0.0", "127.0.0.1"})
    void addressesOfNobodyAreNotChecked(String address) {
        var agent = agent(false);
        agent.run(OURS, peer(host(at(address, 5_353)), host(PEER)), true, 1, now);
        run(agent, Duration.ofSeconds(2));
        assertThat(sent).extracting(Sent::to).containsOnly(PEER);
    }

    /** RFC 8445 §6.1.2.4. */
    @Test
    void anAddressThatIsToldTwiceIsCheckedOnce() {
        var agent = agent(false);
        agent.run(OURS, peer(host(PEER), host(PEER), host(PEER)), true, 1, now);
        run(agent, Duration.ofMillis(400));
        assertThat(sent).hasSize(1);
    }

    /** Each question for consent of such a peer nominates (RFC 5245 §8.1.1.2). */
    @Test
    void whoNominatesOneAgainAndAgainIsToldOfOnce() {
        var agent = agent(true);
        agent.run(OURS, peer(), false, 1, now);
        for (int i = 0; i < 5; i++) {
            agent.onDatagram(1, check(true, i).write(), PEER, now);
            run(agent, Duration.ofSeconds(2));
        }
        agent.onDatagram(1, check(true, 9).write(), at("192.0.2.2", 5_002), now);
        assertThat(selections).hasSize(2);
        assertThat(selections.get(1).get(0).remote().address().getPort()).isEqualTo(5_002);
    }

    // --- servers --------------------------------------------------------------------------------------------------

    private StunMessage last(StunMethod method) {
        return sent.stream()
                .map(Sent::message)
                .filter(message -> message.method() == method)
                .reduce((one, other) -> other)
                .orElseThrow();
    }

    private IceAgent asking(String account) {
        var agent = agent(false);
        var turn = Servers.turn(SERVER, account, "wonderland");
        agent.gather(List.of(turn), Duration.ofSeconds(2), now);
        run(agent, Duration.ofMillis(10));
        return agent;
    }

    private void challenge(IceAgent agent, String realm, String nonce) {
        var error = StunMessage.builder(
                        StunKind.ERROR,
                        StunMethod.ALLOCATE,
                        last(StunMethod.ALLOCATE).id())
                .error(401, "Unauthorized")
                .text(StunAttribute.REALM, realm)
                .text(StunAttribute.NONCE, nonce);
        agent.onDatagram(1, error.build().write(), SERVER, now);
    }

    private void allocate(IceAgent agent) {
        challenge(agent, "example.com", "nonce");
        var success = StunMessage.builder(
                        StunKind.SUCCESS,
                        StunMethod.ALLOCATE,
                        last(StunMethod.ALLOCATE).id())
                .address(StunAttribute.XOR_RELAYED_ADDRESS, at("198.51.100.1", 50_000))
                .address(StunAttribute.XOR_MAPPED_ADDRESS, LOCAL)
                .number(StunAttribute.LIFETIME, 600);
        agent.onDatagram(1, signed(success), SERVER, now);
        assertThat(gathered).extracting(IceCandidate::type).contains(CandidateType.RELAYED);
    }

    private static ByteBuffer signed(StunBuilder builder) {
        return builder.sign(StunKey.longTerm("alice", "example.com", "wonderland"))
                .build()
                .write();
    }

    @Test
    void aServerWhoseChallengeLeavesNoRoomForARequestIsLeft() {
        var agent = asking("u".repeat(200));
        challenge(agent, "r".repeat(700), "n".repeat(700));
        run(agent, Duration.ofSeconds(3));
        assertThat(troubles).hasSize(1);
        assertThat(troubles.get(0)).contains("198.51.100.1:3478");
        assertThat(gathered).hasSize(1);
    }

    /** RFC 8656 §11.6: a Data indication is not signed, so whoever can write the server's address could speak for anybody. */
    @Test
    void whatAServerBringsFromWhoWasNotPermittedIsDropped() {
        var agent = asking("alice");
        allocate(agent);
        agent.doWithout(now);
        agent.sendTo(1, ByteBuffer.wrap(new byte[] {(byte) 0x80, 1}), PEER, now);
        for (var granted : List.of(StunMethod.CREATE_PERMISSION, StunMethod.CHANNEL_BIND)) {
            agent.onDatagram(
                    1,
                    signed(StunMessage.builder(
                            StunKind.SUCCESS, granted, last(granted).id())),
                    SERVER,
                    now);
        }
        for (var from : List.of(at("203.0.113.9", 5_000), at("192.0.2.2", 6_000))) {
            var data = StunMessage.builder(StunKind.INDICATION, StunMethod.DATA, new TransactionId(1, 1))
                    .address(StunAttribute.XOR_PEER_ADDRESS, from)
                    .add(StunAttribute.DATA, new byte[] {(byte) 0x80, 2});
            agent.onDatagram(1, data.build().write(), SERVER, now);
        }
        // A permission is for a host, and a NAT may take another port.
        assertThat(relayed).containsExactly("192.0.2.2:6000");
    }

    /** RFC 8489 §9.2.5: what is not signed is as if it had not come. */
    @Test
    void aRefusalThatIsNotSignedDoesNotEndAnAllocation() {
        var agent = asking("alice");
        allocate(agent);
        run(agent, Duration.ofMinutes(9).plusSeconds(1));
        var refresh = last(StunMethod.REFRESH);
        var refusal = StunMessage.builder(StunKind.ERROR, StunMethod.REFRESH, refresh.id())
                .error(437, "Allocation Mismatch");
        agent.onDatagram(1, refusal.build().write(), SERVER, now);
        agent.onDatagram(
                1,
                signed(StunMessage.builder(StunKind.SUCCESS, StunMethod.REFRESH, refresh.id())
                        .number(StunAttribute.LIFETIME, 600)),
                SERVER,
                now);
        run(agent, Duration.ofMinutes(9).plusSeconds(1));
        assertThat(last(StunMethod.REFRESH)).isNotEqualTo(refresh);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerThatIsNamedForStunAndForTurnIsHeardAsBoth(boolean turnFirst) {
        var agent = agent(false);
        var turn = Servers.turn(SERVER, "alice", "wonderland");
        var stun = Servers.stun(SERVER);
        agent.gather(turnFirst ? List.of(turn, stun) : List.of(stun, turn), Duration.ofSeconds(2), now);
        run(agent, Duration.ofMillis(60));
        var mapped = at("203.0.113.1", 6_000);
        agent.onDatagram(1, answer(last(StunMethod.BINDING), mapped).write(), SERVER, now);
        allocate(agent);
        assertThat(troubles).isEmpty();
        assertThat(gathered).hasSize(3);
    }

    /** A call may change its peers for hours; an allocation has room for whom it is with now. */
    @Test
    void aRelayIsGoodForMorePeersThanItHasRoomForAtOnce() {
        var agent = asking("alice");
        allocate(agent);
        agent.doWithout(now);
        for (int i = 1; i <= 200; i++) {
            agent.sendTo(1, ByteBuffer.wrap(new byte[] {(byte) 0x80, 1}), at("192.0.2.2", 5_000 + i), now);
            agent.onDatagram(
                    1,
                    signed(StunMessage.builder(
                            StunKind.SUCCESS,
                            StunMethod.CREATE_PERMISSION,
                            last(StunMethod.CREATE_PERMISSION).id())),
                    SERVER,
                    now);
            run(agent, Duration.ofSeconds(1));
        }
        sent.clear();
        agent.sendTo(1, ByteBuffer.wrap(new byte[] {(byte) 0x80, 1}), at("192.0.2.2", 9_000), now);
        assertThat(last(StunMethod.CREATE_PERMISSION).address(StunAttribute.XOR_PEER_ADDRESS))
                .contains(at("192.0.2.2", 9_000));
    }
}
