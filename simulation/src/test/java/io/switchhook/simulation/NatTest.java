package io.switchhook.simulation;

import static io.switchhook.simulation.DatagramTest.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.StreamKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NatTest {
    private final Simulation simulation = new Simulation(5);
    private final SimulatedHost server = simulation.host("server", "198.51.100.1", "198.51.100.2");
    private final SimulatedLoop serverLoop = (SimulatedLoop) server.openLoop("loop");
    private final Recorder atServer = new Recorder();
    private final Recorder atPhone = new Recorder();
    private final List<Packet> tapped = new ArrayList<>();

    /** A port and the loop to use it on. */
    private record Endpoint(DatagramPort port, SimulatedLoop loop) {}

    NatTest() {
        simulation.onPacket(tapped::add);
    }

    private Endpoint open(SimulatedHost host, String address, int port, Recorder recorder) {
        try {
            var loop = host == server ? serverLoop : (SimulatedLoop) host.openLoop("loop " + port);
            return new Endpoint(host.network().openDatagramPort(loop, at(address, port), recorder), loop);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void send(Endpoint from, String text, InetSocketAddress to) {
        simulation.call(from.loop, () -> from.port.send(Recorder.buffer(text), to));
        simulation.runUntilIdle(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource(NatKind.class)
    void filtersAsItsKindSays(NatKind kind) {
        var nat = simulation.nat("home", kind, "203.0.113.7");
        var phone = open(nat.host("phone", "192.168.1.10"), "192.168.1.10", 5060, atPhone);
        var contacted = open(server, "198.51.100.1", 5060, atServer);
        var otherPort = open(server, "198.51.100.1", 5070, new Recorder());
        var otherAddress = open(server, "198.51.100.2", 5060, new Recorder());
        send(phone, "out", at("198.51.100.1", 5060));
        var seen = atServer.lastFrom;
        assertThat(seen.getAddress()).isEqualTo(at("203.0.113.7", 0).getAddress());
        assertThat(seen.getPort()).isNotEqualTo(5060);
        send(contacted, "answer", seen);
        send(otherPort, "other port", seen);
        send(otherAddress, "other address", seen);
        var expected = switch (kind) {
            case FULL_CONE -> List.of("answer", "other port", "other address");
            case RESTRICTED_CONE -> List.of("answer", "other port");
            case PORT_RESTRICTED_CONE, SYMMETRIC -> List.of("answer");
        };
        assertThat(atPhone.events).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(NatKind.class)
    void onlyTheSymmetricKindMapsAnewForEachDestination(NatKind kind) {
        var nat = simulation.nat("home", kind, "203.0.113.7");
        var phone = open(nat.host("phone", "192.168.1.10"), "192.168.1.10", 5060, atPhone);
        open(server, "198.51.100.1", 5060, atServer);
        var other = new Recorder();
        open(server, "198.51.100.2", 5060, other);
        send(phone, "a", at("198.51.100.1", 5060));
        send(phone, "b", at("198.51.100.2", 5060));
        assertThat(atServer.lastFrom.equals(other.lastFrom)).isEqualTo(kind != NatKind.SYMMETRIC);
    }

    @Test
    void mappingIsForgottenAfterItsTimeAndANewOneIsMade() {
        var nat = simulation.nat("home", NatKind.FULL_CONE, "203.0.113.7").mappingTimeout(Duration.ofSeconds(30));
        var phone = open(nat.host("phone", "192.168.1.10"), "192.168.1.10", 5060, atPhone);
        var back = open(server, "198.51.100.1", 5060, atServer);
        send(phone, "out", at("198.51.100.1", 5060));
        var seen = atServer.lastFrom;
        simulation.run(Duration.ofSeconds(20));
        send(phone, "keep-alive", at("198.51.100.1", 5060));
        simulation.run(Duration.ofSeconds(29));
        send(back, "in time", seen);
        simulation.run(Duration.ofSeconds(2));
        send(back, "too late", seen);
        assertThat(atPhone.events).containsExactly("in time");
        assertThat(tapped.get(tapped.size() - 1).fate()).isEqualTo(Packet.Fate.NAT_BLOCKED);
        send(phone, "out again", at("198.51.100.1", 5060));
        assertThat(atServer.lastFrom).isNotEqualTo(seen);
    }

    @Test
    void rebootForgetsEverything() {
        var nat = simulation.nat("home", NatKind.FULL_CONE, "203.0.113.7");
        var phone = open(nat.host("phone", "192.168.1.10"), "192.168.1.10", 5060, atPhone);
        var back = open(server, "198.51.100.1", 5060, atServer);
        send(phone, "out", at("198.51.100.1", 5060));
        nat.reboot();
        send(back, "in", atServer.lastFrom);
        assertThat(atPhone.events).isEmpty();
    }

    @Test
    void hostsInsideReachEachOtherDirectlyAndPrivateAddressesNeedNotBeUnique() {
        var home = simulation.nat("home", NatKind.SYMMETRIC, "203.0.113.7");
        var office = simulation.nat("office", NatKind.SYMMETRIC, "203.0.113.8");
        var first = open(home.host("first", "192.168.1.10"), "192.168.1.10", 5060, atPhone);
        open(home.host("second", "192.168.1.11"), "192.168.1.11", 5060, atPhone);
        var far = new Recorder();
        open(office.host("far", "192.168.1.11"), "192.168.1.11", 5060, far);
        send(first, "neighbour", at("192.168.1.11", 5060));
        assertThat(atPhone.events).containsExactly("neighbour");
        assertThat(atPhone.lastFrom).isEqualTo(at("192.168.1.10", 5060));
        assertThat(far.events).isEmpty();
        var outside = open(server, "198.51.100.1", 5060, atServer);
        send(outside, "from outside", at("192.168.1.10", 5060));
        assertThat(tapped.get(tapped.size() - 1).fate()).isEqualTo(Packet.Fate.NO_ROUTE);
    }

    @Test
    void holePunchingWorksBetweenPortRestrictedConesOnceBothHaveSent() {
        var left = simulation.nat("left", NatKind.PORT_RESTRICTED_CONE, "203.0.113.7");
        var right = simulation.nat("right", NatKind.PORT_RESTRICTED_CONE, "203.0.113.8");
        var atRight = new Recorder();
        var a = open(left.host("a", "192.168.1.10"), "192.168.1.10", 5060, atPhone);
        var b = open(right.host("b", "10.0.0.10"), "10.0.0.10", 5060, atRight);
        open(server, "198.51.100.1", 3478, atServer);
        send(a, "where am I", at("198.51.100.1", 3478));
        var publicA = atServer.lastFrom;
        send(b, "where am I", at("198.51.100.1", 3478));
        var publicB = atServer.lastFrom;
        send(a, "first, blocked", publicB);
        send(b, "let in", publicA);
        send(a, "now let in", publicB);
        assertThat(atPhone.events).containsExactly("let in");
        assertThat(atRight.events).containsExactly("now let in");
        assertThat(atPhone.lastFrom).isEqualTo(publicB);
    }

    @Test
    void boxBehindABoxTranslatesTwice() {
        var provider = simulation.nat("provider", NatKind.FULL_CONE, "203.0.113.7");
        var home = provider.nat("home", NatKind.FULL_CONE, "100.64.0.2");
        var phone = open(home.host("phone", "192.168.1.10"), "192.168.1.10", 5060, atPhone);
        var back = open(server, "198.51.100.1", 5060, atServer);
        send(phone, "out", at("198.51.100.1", 5060));
        assertThat(atServer.lastFrom.getAddress())
                .isEqualTo(at("203.0.113.7", 0).getAddress());
        send(back, "in", atServer.lastFrom);
        assertThat(atPhone.events).containsExactly("in");
    }

    @Test
    void hostsBehindOneBoxReachEachOtherThroughItsPublicAddress() {
        var nat = simulation.nat("home", NatKind.FULL_CONE, "203.0.113.7");
        var a = open(nat.host("a", "192.168.1.10"), "192.168.1.10", 5060, new Recorder());
        var b = open(nat.host("b", "192.168.1.11"), "192.168.1.11", 5060, atPhone);
        open(server, "198.51.100.1", 3478, atServer);
        send(b, "where am I", at("198.51.100.1", 3478));
        send(a, "hairpin", atServer.lastFrom);
        assertThat(atPhone.events).containsExactly("hairpin");
        assertThat(atPhone.lastFrom.getAddress()).isEqualTo(at("203.0.113.7", 0).getAddress());
    }

    @Test
    void streamsOpenFromTheInsideOnlyAndIdleOnesAreForgotten() throws IOException {
        var nat = simulation.nat("home", NatKind.FULL_CONE, "203.0.113.7").streamTimeout(Duration.ofMinutes(5));
        var phone = nat.host("phone", "192.168.1.10");
        var loop = (SimulatedLoop) phone.openLoop("loop");
        server.network().listen(serverLoop, StreamKind.TCP, at("198.51.100.1", 5060), (connection, now) -> atServer);
        var stream = simulation.call(
                loop, () -> phone.network().connect(loop, StreamKind.TCP, at("198.51.100.1", 5060), "", atPhone));
        simulation.run(Duration.ofMinutes(4));
        assertThat(atServer.events).containsExactly("open 203.0.113.7");
        simulation.call(loop, () -> stream.send(Recorder.buffer("alive")));
        simulation.run(Duration.ofMinutes(4));
        assertThat(atServer.bytes.toString()).isEqualTo("alive");
        simulation.run(Duration.ofMinutes(2));
        simulation.call(loop, () -> stream.send(Recorder.buffer("forgotten")));
        simulation.run(Duration.ofMinutes(16));
        assertThat(atServer.bytes.toString()).isEqualTo("alive");
        assertThat(atPhone.events).contains("close BROKEN");
        var caller = new Recorder();
        simulation.call(
                serverLoop,
                () -> server.network().connect(serverLoop, StreamKind.TCP, at("203.0.113.7", 5060), "", caller));
        simulation.run(Duration.ofSeconds(31));
        assertThat(caller.events).containsExactly("close CONNECT_FAILED");
    }
}
