package io.switchhook.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.DatagramPort;
import io.switchhook.sdp.CandidateType;
import io.switchhook.sdp.IceCandidate;
import io.switchhook.sdp.IceDescription;
import io.switchhook.simulation.LinkModel;
import io.switchhook.simulation.NatKind;
import io.switchhook.simulation.Packet;
import io.switchhook.simulation.SimulatedHost;
import io.switchhook.simulation.Simulation;
import io.switchhook.stun.StunAttribute;
import io.switchhook.stun.StunKey;
import io.switchhook.stun.StunKind;
import io.switchhook.stun.StunMessage;
import io.switchhook.stun.StunMethod;
import io.switchhook.stun.TransactionId;
import io.switchhook.testkit.Pump;
import io.switchhook.testkit.TurnServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two agents, or one and a scripted peer, in virtual time: RFC 8445, RFC 7675, RFC 8656. */
class IceAgentTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Simulation simulation = new Simulation(7);
    private final SimulatedHost serverHost = simulation.host("server", "198.51.100.1");
    private final TurnServer server = TurnServer.open(
            Pump.of(simulation), serverHost, new InetSocketAddress(serverHost.address(), 3478), "alice", "wonderland");
    private final ServerAddress stun = Servers.stun(server.address());
    private final ServerAddress turn = Servers.turn(server.address(), "alice", "wonderland");
    private final List<IceParty> parties = new ArrayList<>();

    private IceParty party(SimulatedHost host, int components) {
        var party = new IceParty(simulation, host, components, false);
        parties.add(party);
        return party;
    }

    private SimulatedHost behind(NatKind kind, String name, int number) {
        return simulation.nat("nat-" + name, kind, "203.0.113." + number).host(name, "10.0." + number + ".2");
    }

    @AfterEach
    void nothingLivesAfterTheEnd() {
        parties.forEach(IceParty::close);
        server.close();
        simulation.runUntilIdle(Duration.ofSeconds(30));
        simulation.assertNothingLeft();
    }

    private void connect(IceParty a, IceParty b) {
        a.run(b.description(), true);
        b.run(a.description(), false);
    }

    private void assertTalk(IceParty a, IceParty b, int components) {
        simulation.runUntil(() -> a.isSettled() && b.isSettled(), SOON);
        for (int component = 1; component <= components; component++) {
            assertThat(a.selected(component).local().address())
                    .isEqualTo(b.selected(component).remote().address());
            assertThat(b.selected(component).local().address())
                    .isEqualTo(a.selected(component).remote().address());
            a.say(component, "from a");
            b.say(component, "from b");
            int number = component;
            simulation.runUntil(
                    () -> b.heard.contains(number + " from a") && a.heard.contains(number + " from b"),
                    Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void twoOfOneNetworkTalkDirectly(int components) {
        var a = party(simulation.host("a", "192.0.2.1"), components);
        var b = party(simulation.host("b", "192.0.2.2"), components);
        a.gather();
        b.gather();
        connect(a, b);
        assertTalk(a, b, components);
        assertThat(a.selected(1).local().type()).isEqualTo(CandidateType.HOST);
        assertThat(a.selected(1).toString()).isEqualTo("host 192.0.2.1:4000 to host 192.0.2.2:4000");
    }

    /** Every NAT but two that are symmetric, or one of these and one that looks at ports, is passed without a relay. */
    @ParameterizedTest
    @CsvSource({
        "FULL_CONE, FULL_CONE",
        "FULL_CONE, SYMMETRIC",
        "RESTRICTED_CONE, RESTRICTED_CONE",
        "RESTRICTED_CONE, SYMMETRIC",
        "PORT_RESTRICTED_CONE, PORT_RESTRICTED_CONE",
        "PORT_RESTRICTED_CONE, FULL_CONE",
    })
    void twoBehindNatsFindEachOtherByAStunServer(NatKind one, NatKind other) {
        var a = party(behind(one, "a", 1), 1);
        var b = party(behind(other, "b", 2), 1);
        a.gather(stun);
        b.gather(stun);
        assertThat(a.gathered)
                .extracting(candidate -> candidate.type())
                .containsExactly(CandidateType.HOST, CandidateType.SERVER_REFLEXIVE);
        connect(a, b);
        assertTalk(a, b, 1);
        assertThat(a.selected(1).local().type()).isNotIn(CandidateType.HOST, CandidateType.RELAYED);
    }

    @Test
    void twoBehindSymmetricNatsTalkByATurnServer() {
        var a = party(behind(NatKind.SYMMETRIC, "a", 1), 2);
        var b = party(behind(NatKind.SYMMETRIC, "b", 2), 2);
        a.gather(turn);
        b.gather(turn);
        assertThat(server.allocations()).isEqualTo(4);
        assertThat(server.log()).contains("ALLOCATE 401", "ALLOCATE ok");
        connect(a, b);
        assertTalk(a, b, 2);
        assertThat(List.of(a.selected(1).local().type(), a.selected(1).remote().type()))
                .contains(CandidateType.RELAYED);
        simulation.run(Duration.ofMillis(200));
        assertThat(server.log()).contains("CREATE_PERMISSION ok", "CHANNEL_BIND ok");
        a.say(1, "over a channel");
        simulation.runUntil(() -> b.heard.contains("1 over a channel"), Duration.ofSeconds(1));
        // RFC 8445 §8.3: what nobody needs is given up three seconds later.
        simulation.run(Duration.ofSeconds(4));
        assertThat(server.allocations()).isBetween(2, 3);
        a.close();
        b.close();
        parties.clear();
        simulation.run(Duration.ofSeconds(1));
        assertThat(server.allocations()).isZero();
    }

    @Test
    void allocationIsRenewedThoughItsNonceHasBecomeStale() {
        var a = party(simulation.host("a", "192.0.2.1"), 1);
        a.gather(turn);
        server.spoilNonces();
        simulation.run(Duration.ofMinutes(10));
        assertThat(server.log()).contains("REFRESH 438").endsWith("REFRESH ok");
        assertThat(server.allocations()).isEqualTo(1);
    }

    @Test
    void serverThatRefusesOrIsSilentIsToldAndTheOthersHelp() {
        var a = party(behind(NatKind.FULL_CONE, "a", 1), 1);
        var nobody = simulation.host("nobody", "198.51.100.9");
        server.refuse();
        long before = simulation.nowNanos();
        a.gather(turn, Servers.stun(new InetSocketAddress(nobody.address(), 3478)), stun);
        assertThat(Duration.ofNanos(simulation.nowNanos() - before))
                .isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_100));
        assertThat(a.troubles)
                .containsExactlyInAnyOrder(
                        "The TURN server 198.51.100.1:3478 refuses to relay: 486 No.",
                        "The STUN server 198.51.100.9:3478 does not answer.");
        assertThat(a.gathered).hasSize(2);
    }

    @Test
    void wrongPasswordOfTheAccountIsNoEndlessQuestion() {
        var a = party(simulation.host("a", "192.0.2.1"), 1);
        a.gather(Servers.turn(server.address(), "alice", "looking-glass"));
        assertThat(server.log()).containsExactly("ALLOCATE 401", "ALLOCATE 401");
        assertThat(a.troubles).hasSize(1);
        assertThat(a.troubles.get(0))
                .contains("401")
                .endsWith("Check the user name and the secret.")
                .doesNotContain("looking-glass");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void thirtyPercentOfLossDelayAndDoNotPrevent(int seed) {
        var lossy = new Simulation(seed);
        lossy.defaultLink(LinkModel.LAN.withDelay(Duration.ofMillis(20)).withLossPercent(30));
        var a = new IceParty(lossy, lossy.host("a", "192.0.2.1"), 2, false);
        var b = new IceParty(lossy, lossy.host("b", "192.0.2.2"), 2, false);
        a.gather();
        b.gather();
        connect(a, b);
        lossy.runUntil(() -> a.isSettled() && b.isSettled(), Duration.ofSeconds(30));
        assertThat(a.selected(1).remote().address())
                .isEqualTo(b.selected(1).local().address());
        // Of questions for consent none is repeated (RFC 7675 §5.1): with a third of all lost, six in a row are at
        // times.
        lossy.defaultLink(LinkModel.LAN.withLossPercent(5));
        lossy.run(Duration.ofMinutes(2));
        assertThat(a.failures).isEmpty();
        assertThat(b.failures).isEmpty();
        a.close();
        b.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sameRolesAreRepaired(boolean controlling) {
        var a = party(simulation.host("a", "192.0.2.1"), 1);
        var b = party(simulation.host("b", "192.0.2.2"), 1);
        var conflicts = new ArrayList<String>();
        simulation.onPacket(
                packet -> StunMessage.parse(ByteBuffer.wrap(packet.payload().toByteArray()))
                        .filter(message -> message.errorCode() == 487)
                        .ifPresent(message -> conflicts.add(message.toString())));
        a.gather();
        b.gather();
        a.run(b.description(), controlling);
        b.run(a.description(), controlling);
        assertTalk(a, b, 1);
        assertThat(conflicts).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void checksThatComeBeforeTheAnswerAreAnsweredAndCountLater() {
        var a = party(simulation.host("a", "192.0.2.1"), 1);
        var b = party(simulation.host("b", "192.0.2.2"), 1);
        a.gather();
        b.gather();
        b.run(a.description(), false);
        simulation.run(Duration.ofSeconds(1));
        assertThat(b.isSettled()).isFalse();
        a.run(b.description(), true);
        assertTalk(a, b, 1);
    }

    @Test
    void liteSideAnswersAndTheOtherSettles() {
        var a = party(behind(NatKind.SYMMETRIC, "a", 1), 1);
        var b = new IceParty(simulation, simulation.host("b", "192.0.2.2"), 1, true);
        parties.add(b);
        a.gather();
        b.gather(stun);
        assertThat(b.gathered).hasSize(1);
        // The lite side has offered; the full one controls all the same (RFC 8445 §6.1.1).
        b.run(a.description(), true);
        a.run(b.description().asLite(), false);
        assertTalk(a, b, 1);
        assertThat(a.selected(1).local().type()).isEqualTo(CandidateType.PEER_REFLEXIVE);
        simulation.run(Duration.ofMinutes(2));
        assertThat(a.failures).isEmpty();
    }

    @Test
    void twoLiteSidesTakeWhatTheyAreTold() {
        var a = new IceParty(simulation, simulation.host("a", "192.0.2.1"), 1, true);
        var b = new IceParty(simulation, simulation.host("b", "192.0.2.2"), 1, true);
        parties.addAll(List.of(a, b));
        a.gather();
        b.gather();
        a.run(b.description().asLite(), true);
        b.run(a.description().asLite(), false);
        assertTalk(a, b, 1);
    }

    @Test
    void whoMixesBothKindsOfNominationIsFollowedToTheBestPair() {
        var a = party(simulation.host("a", "192.0.2.1"), 1);
        var peer = simulation.host("peer", "192.0.2.2");
        var loop = peer.openLoop("peer");
        var credentials = new IceCredentials("peer", "0123456789abcdefghijkl");
        a.gather();
        var sockets = new ArrayList<DatagramPort>();
        var theirKey = StunKey.shortTerm(credentials.password());
        var ourKey = StunKey.shortTerm(a.credentials.password());
        var local = new InetSocketAddress(a.host.address(), IceParty.FIRST_PORT);
        for (int port : new int[] {5000, 5002}) {
            sockets.add(open(peer, loop, port, theirKey));
        }
        a.run(IceDescription.of(credentials.ufrag(), credentials.password(), List.of()), false);
        // RFC 5245 §8.1.1.2: each check nominates, the worse pair first.
        for (int i = 0; i < 2; i++) {
            var check = StunMessage.builder(StunKind.REQUEST, StunMethod.BINDING, new TransactionId(9, i))
                    .text(StunAttribute.USERNAME, a.credentials.ufrag() + ":peer")
                    .number(StunAttribute.PRIORITY, 1_000 + i)
                    .flag(StunAttribute.USE_CANDIDATE)
                    .longNumber(StunAttribute.ICE_CONTROLLING, 1)
                    .sign(ourKey)
                    .fingerprint()
                    .build();
            var socket = sockets.get(i);
            simulation.call(loop, () -> socket.send(check.write(), local));
            simulation.run(Duration.ofMillis(500));
        }
        assertThat(a.selections).hasSize(2);
        assertThat(a.selected(1).remote().address().getPort()).isEqualTo(5002);
        simulation.call(loop, () -> {
            sockets.forEach(DatagramPort::close);
            return true;
        });
        loop.close();
    }

    /** Answers every check. */
    private static DatagramPort open(SimulatedHost host, Loop loop, int port, StunKey key) {
        var holder = new DatagramPort[1];
        try {
            holder[0] = host.network()
                    .openDatagramPort(
                            loop,
                            new InetSocketAddress(host.address(), port),
                            (packet, from, now) -> StunMessage.parse(packet)
                                    .filter(message -> message.kind() == StunKind.REQUEST)
                                    .ifPresent(request -> holder[0].send(
                                            StunMessage.builder(StunKind.SUCCESS, StunMethod.BINDING, request.id())
                                                    .address(StunAttribute.XOR_MAPPED_ADDRESS, from)
                                                    .sign(key)
                                                    .build()
                                                    .write(),
                                            from)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return holder[0];
    }

    @Test
    void restartMovesThePathWhileMediaGoesOn() {
        var a = party(simulation.host("a", "192.0.2.1"), 1);
        var b = party(simulation.host("b", "192.0.2.2"), 1);
        a.gather();
        b.gather();
        connect(a, b);
        assertTalk(a, b, 1);
        a.restart();
        b.restart();
        b.run(a.description(), false);
        a.say(1, "meanwhile");
        simulation.runUntil(() -> b.heard.contains("1 meanwhile"), Duration.ofMillis(5));
        a.run(b.description(), true);
        simulation.runUntil(() -> a.selections.size() == 2 && b.selections.size() == 2, SOON);
        a.say(1, "afterwards");
        simulation.runUntil(() -> b.heard.contains("1 afterwards"), Duration.ofSeconds(1));
    }

    @Test
    void consentThatIsNotGivenAnyMoreEndsThePath() {
        var a = party(simulation.host("a", "192.0.2.1"), 1);
        var b = party(simulation.host("b", "192.0.2.2"), 1);
        a.gather();
        b.gather();
        connect(a, b);
        assertTalk(a, b, 1);
        simulation.run(Duration.ofMinutes(5));
        assertThat(a.failures).isEmpty();
        simulation.unplug(b.host);
        simulation.run(Duration.ofSeconds(31));
        assertThat(a.failures)
                .containsExactly(
                        "The other side has not answered for 30 s on the path of this call; nothing more is sent there.");
        var sent = new ArrayList<Packet>();
        simulation.onPacket(sent::add);
        a.say(1, "into the void");
        simulation.run(Duration.ofMinutes(1));
        assertThat(sent).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = NatKind.class,
            names = {"PORT_RESTRICTED_CONE", "SYMMETRIC"})
    void whereThereIsNoPathThatIsSaid(NatKind other) {
        var a = party(behind(NatKind.SYMMETRIC, "a", 1), 1);
        var b = party(behind(other, "b", 2), 1);
        a.gather(stun);
        b.gather(stun);
        connect(a, b);
        simulation.run(Duration.ofSeconds(39));
        assertThat(a.failures).isEmpty();
        simulation.run(Duration.ofSeconds(2));
        assertThat(a.failures).hasSize(1);
        assertThat(a.failures.get(0)).startsWith("No path to the other side was found: ");
        assertThat(b.failures).hasSize(1);
    }

    @Test
    void strangersGetNoAnswer() {
        var a = party(simulation.host("a", "192.0.2.1"), 1);
        var stranger = party(simulation.host("b", "192.0.2.2"), 1);
        a.gather();
        stranger.gather();
        var fromUs = new ArrayList<Packet>();
        simulation.onPacket(packet -> {
            if (packet.from().getAddress().equals(a.host.address())) {
                fromUs.add(packet);
            }
        });
        var id = new TransactionId(1, 1);
        var named = StunMessage.builder(StunKind.REQUEST, StunMethod.BINDING, id)
                .text(StunAttribute.USERNAME, a.credentials.ufrag() + ":who");
        for (var message : List.of(
                StunMessage.request(id),
                named.sign(StunKey.shortTerm("0123456789abcdefghijkl"))
                        .fingerprint()
                        .build())) {
            stranger.on(now ->
                    stranger.ports.get(0).send(message.write(), a.ports.get(0).local()));
            simulation.run(Duration.ofSeconds(1));
        }
        assertThat(fromUs).isEmpty();
    }

    @Test
    void whatIsAskedAndNotUnderstoodIsRefusedToOneWhoCanSign() {
        var a = party(simulation.host("a", "192.0.2.1"), 1);
        var peer = party(simulation.host("b", "192.0.2.2"), 1);
        a.gather();
        var answers = new ArrayList<StunMessage>();
        simulation.onPacket(
                packet -> StunMessage.parse(ByteBuffer.wrap(packet.payload().toByteArray()))
                        .filter(message -> message.kind() == StunKind.ERROR)
                        .ifPresent(answers::add));
        var check = StunMessage.builder(StunKind.REQUEST, StunMethod.BINDING, new TransactionId(1, 1))
                .text(StunAttribute.USERNAME, a.credentials.ufrag() + ":peer")
                .add(StunAttribute.EVEN_PORT, new byte[1])
                .sign(StunKey.shortTerm(a.credentials.password()))
                .fingerprint()
                .build();
        peer.on(now -> peer.ports.get(0).send(check.write(), a.ports.get(0).local()));
        simulation.run(Duration.ofSeconds(1));
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).errorCode()).isEqualTo(420);
        assertThat(answers.get(0).isSignedWith(StunKey.shortTerm(a.credentials.password())))
                .isTrue();
    }

    @Test
    void candidatesOfOneWhoNamesVeryManyAreCheckedWithinBounds() {
        var a = party(simulation.host("a", "192.0.2.1"), 2);
        a.gather();
        var many = new ArrayList<IceCandidate>();
        for (int i = 0; i < 64; i++) {
            many.add(new IceCandidate(
                    "f" + i,
                    1 + i % 2,
                    "UDP",
                    1_000 - i,
                    new InetSocketAddress(serverHost.address(), 9_000 + i),
                    CandidateType.HOST,
                    Optional.empty()));
        }
        var checked = new HashSet<InetSocketAddress>();
        var times = new ArrayList<Long>();
        simulation.onPacket(packet -> {
            if (checked.add(packet.to())) {
                times.add(packet.sentNanos());
            }
        });
        a.run(IceDescription.of("peer", "0123456789abcdefghijkl", many), true);
        simulation.run(Duration.ofSeconds(41));
        assertThat(checked).hasSize(24);
        // RFC 8445 §14.2: one in 50 ms.
        assertThat(times.get(23) - times.get(0))
                .isGreaterThanOrEqualTo(Duration.ofMillis(23 * 50).toNanos());
        assertThat(a.failures).hasSize(1);
    }

    @Test
    void whoDoesWithoutIceTalksByWhatHeHasTold() {
        var a = party(behind(NatKind.SYMMETRIC, "a", 1), 1);
        var plain = party(simulation.host("b", "192.0.2.2"), 1);
        a.gather(turn);
        plain.gather();
        assertThat(a.agent.defaultOf(1).orElseThrow().type()).isEqualTo(CandidateType.RELAYED);
        a.on(a.agent::doWithout);
        var to = plain.ports.get(0).local();
        var received = new ArrayList<InetSocketAddress>();
        simulation.onPacket(packet -> {
            if (packet.to().equals(to)) {
                received.add(packet.from());
            }
        });
        a.on(now -> a.agent.sendTo(1, ByteBuffer.wrap(new byte[] {(byte) 0x80, 1, 2}), to, now));
        simulation.run(Duration.ofSeconds(1));
        assertThat(received).containsExactly(a.agent.defaultOf(1).orElseThrow().address());
    }
}
