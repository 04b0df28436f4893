package io.switchhook.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.DatagramReceiver;
import io.switchhook.base.net.IpLiteral;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatagramTest {
    private final Simulation simulation = new Simulation(3);
    private final SimulatedHost alice = simulation.host("alice", "192.0.2.1", "2001:db8::1");
    private final SimulatedHost bob = simulation.host("bob", "192.0.2.2", "2001:db8::2");
    private final SimulatedLoop aliceLoop = (SimulatedLoop) alice.openLoop("loop");
    private final SimulatedLoop bobLoop = (SimulatedLoop) bob.openLoop("loop");
    private final Recorder atAlice = new Recorder();
    private final Recorder atBob = new Recorder();
    private final List<Packet> tapped = new ArrayList<>();

    DatagramTest() {
        simulation.onPacket(tapped::add);
    }

    static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(IpLiteral.parse(host).orElseThrow(), port);
    }

    private static DatagramPort open(
            SimulatedHost host, SimulatedLoop loop, String address, int port, DatagramReceiver receiver) {
        try {
            return host.network().openDatagramPort(loop, at(address, port), receiver);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private boolean send(DatagramPort port, String text, InetSocketAddress to) {
        return simulation.call(aliceLoop, () -> port.send(Recorder.buffer(text), to));
    }

    private Map<Packet.Fate, Integer> fates() {
        var fates = new EnumMap<Packet.Fate, Integer>(Packet.Fate.class);
        tapped.forEach(packet -> fates.merge(packet.fate(), 1, Integer::sum));
        return fates;
    }

    @Test
    void datagramArrivesAfterTheDelayWithItsSource() {
        var port = open(alice, aliceLoop, "192.0.2.1", 5060, atAlice);
        open(bob, bobLoop, "192.0.2.2", 5060, atBob);
        simulation.link(alice, bob, LinkModel.LAN.withDelay(Duration.ofMillis(30)));
        long sent = simulation.nowNanos();
        assertThat(send(port, "hello", at("192.0.2.2", 5060))).isTrue();
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atBob.events).containsExactly("hello");
        assertThat(atBob.times).containsExactly(sent + 30_000_000L);
        assertThat(atBob.lastFrom).isEqualTo(at("192.0.2.1", 5060));
        assertThat(tapped).singleElement().satisfies(packet -> {
            assertThat(packet.fate()).isEqualTo(Packet.Fate.DELIVERED);
            assertThat(packet.fromHost() + ">" + packet.toHost()).isEqualTo("alice>bob");
            assertThat(packet.sentNanos()).isEqualTo(sent);
            assertThat(packet.payload().toByteArray()).isEqualTo("hello".getBytes());
        });
    }

    @Test
    void bufferIsOverwrittenAfterTheReceiverReturns() {
        var kept = new ArrayList<ByteBuffer>();
        var port = open(alice, aliceLoop, "192.0.2.1", 5060, atAlice);
        open(bob, bobLoop, "192.0.2.2", 5060, (packet, from, now) -> kept.add(packet));
        send(port, "hello", at("192.0.2.2", 5060));
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(kept.get(0).get(0)).isEqualTo((byte) 0xdd);
    }

    @Test
    void senderMayReuseItsBufferAfterTheCall() {
        var port = open(alice, aliceLoop, "192.0.2.1", 5060, atAlice);
        open(bob, bobLoop, "192.0.2.2", 5060, atBob);
        simulation.call(aliceLoop, () -> {
            var buffer = Recorder.buffer("hello");
            port.send(buffer, at("192.0.2.2", 5060));
            return buffer.clear().put(0, (byte) 'X');
        });
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atBob.events).containsExactly("hello");
    }

    @Test
    void ipv6AndIpv4AreSeparateAndWildcardsTakeTheirFamily() {
        var port = open(alice, aliceLoop, "::", 5060, atAlice);
        open(bob, bobLoop, "0.0.0.0", 5060, atBob);
        assertThat(send(port, "four", at("192.0.2.2", 5060))).isTrue();
        assertThat(send(port, "six", at("2001:db8::2", 5060))).isTrue();
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atBob.events).containsExactly("four");
        assertThat(atBob.lastFrom).isEqualTo(at("192.0.2.1", 5060));
        assertThat(fates()).containsEntry(Packet.Fate.NO_PORT, 1);
    }

    @Test
    void portBoundToOneFamilyCannotSendToTheOther() {
        var port = open(alice, aliceLoop, "192.0.2.1", 5060, atAlice);
        assertThat(send(port, "x", at("2001:db8::2", 5060))).isFalse();
        var wildcard = open(alice, aliceLoop, "0.0.0.0", 5070, atAlice);
        assertThat(send(wildcard, "x", at("192.0.2.2", 0))).isFalse();
    }

    @Test
    void portInUseIsRefusedByName() {
        open(alice, aliceLoop, "0.0.0.0", 5060, atAlice);
        assertThatThrownBy(() -> alice.network().openDatagramPort(aliceLoop, at("192.0.2.1", 5060), atAlice))
                .isInstanceOf(BindException.class)
                .hasMessage("UDP port 192.0.2.1:5060 is already in use");
        assertThatThrownBy(() -> alice.network().openDatagramPort(aliceLoop, at("::", 5060), atAlice))
                .isInstanceOf(BindException.class);
        assertThatThrownBy(() -> alice.network().openDatagramPort(aliceLoop, at("192.0.2.9", 5060), atAlice))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("is not an address of host alice");
        open(alice, aliceLoop, "2001:db8::1", 5060, atAlice);
        open(bob, bobLoop, "192.0.2.2", 5060, atBob);
    }

    @Test
    void closedPortIsFreeAgainAndHearsNothingMore() {
        var port = open(alice, aliceLoop, "192.0.2.1", 5060, atAlice);
        var first = open(bob, bobLoop, "192.0.2.2", 5060, atBob);
        send(port, "hello", at("192.0.2.2", 5060));
        simulation.call(bobLoop, () -> {
            first.close();
            first.close();
            return 0;
        });
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atBob.events).isEmpty();
        assertThat(fates()).containsOnlyKeys(Packet.Fate.NO_PORT);
        open(bob, bobLoop, "192.0.2.2", 5060, atBob);
        simulation.call(aliceLoop, () -> {
            port.close();
            return 0;
        });
        assertThat(send(port, "late", at("192.0.2.2", 5060))).isFalse();
    }

    @Test
    void portZeroGivesFreePortsOfTheEphemeralRange() {
        var ports = new ArrayList<Integer>();
        for (int i = 0; i < 200; i++) {
            ports.add(open(alice, aliceLoop, "192.0.2.1", 0, atAlice).local().getPort());
        }
        assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port >= 32_768 && port < 61_000);
    }

    @Test
    void portIsUsedOnItsLoopOnly() {
        var port = open(alice, aliceLoop, "192.0.2.1", 0, atAlice);
        assertThatThrownBy(() -> port.send(Recorder.buffer("x"), at("192.0.2.2", 5060)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(port::close).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> alice.network().openDatagramPort(bobLoop, at("192.0.2.1", 0), atAlice))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void loopbackReachesTheHostItselfOnly() {
        var port = open(alice, aliceLoop, "0.0.0.0", 5060, atAlice);
        open(alice, aliceLoop, "127.0.0.1", 5070, atAlice);
        open(bob, bobLoop, "127.0.0.1", 5080, atBob);
        send(port, "me", at("127.0.0.1", 5070));
        send(port, "you", at("127.0.0.1", 5080));
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atAlice.events).containsExactly("me");
        assertThat(atAlice.lastFrom).isEqualTo(at("127.0.0.1", 5060));
        assertThat(atBob.events).isEmpty();
    }

    @Test
    void localAddressTowardsIsOfTheSameNetwork() {
        var host = simulation.host("dual", "10.0.0.1", "198.51.100.1", "2001:db8:1::1");
        var network = host.network();
        assertThat(network.localAddressTowards(at("198.51.100.7", 1).getAddress()))
                .isEqualTo(at("198.51.100.1", 1).getAddress());
        assertThat(network.localAddressTowards(at("10.0.0.9", 1).getAddress()))
                .isEqualTo(at("10.0.0.1", 1).getAddress());
        assertThat(network.localAddressTowards(at("2001:db8::2", 1).getAddress()))
                .isEqualTo(at("2001:db8:1::1", 1).getAddress());
        assertThat(network.localAddressTowards(at("127.0.0.1", 1).getAddress()))
                .isEqualTo(at("127.0.0.1", 1).getAddress());
    }

    private int deliveredOfThousand(LinkModel model) {
        var port = open(alice, aliceLoop, "192.0.2.1", 5060, atAlice);
        open(bob, bobLoop, "192.0.2.2", 5060, atBob);
        simulation.defaultLink(model);
        for (int i = 0; i < 1000; i++) {
            send(port, String.format("%04d", i), at("192.0.2.2", 5060));
            simulation.run(Duration.ofMillis(20));
        }
        simulation.runUntilIdle(Duration.ofSeconds(5));
        return atBob.events.size();
    }

    @Test
    void lossTakesAboutItsShare() {
        assertThat(deliveredOfThousand(LinkModel.LAN.withLossPercent(5))).isBetween(925, 975);
        assertThat(fates().get(Packet.Fate.LOST)).isEqualTo(1000 - atBob.events.size());
        assertThat(atBob.events).isSorted();
    }

    @Test
    void duplicationDoublesAboutItsShare() {
        assertThat(deliveredOfThousand(LinkModel.LAN.withDuplicationPercent(10)))
                .isBetween(1065, 1140);
        assertThat(fates().get(Packet.Fate.DUPLICATED)).isEqualTo(atBob.events.size() - 1000);
    }

    @Test
    void reorderingLosesNothingButTheOrder() {
        assertThat(deliveredOfThousand(
                        LinkModel.LAN.withDelay(Duration.ofMillis(40)).withReorderingPercent(10)))
                .isEqualTo(1000);
        assertThat(atBob.events).doesNotHaveDuplicates();
        assertThat(atBob.events).isNotEqualTo(atBob.events.stream().sorted().toList());
    }

    @Test
    void jitterVariesTheDelayWithinItsBoundAndKeepsTheOrder() {
        deliveredOfThousand(LinkModel.LAN.withDelay(Duration.ofMillis(10)).withJitter(Duration.ofMillis(50)));
        assertThat(atBob.events).isSorted().hasSize(1000);
        assertThat(tapped)
                .allMatch(packet -> packet.atNanos() - packet.sentNanos() >= 10_000_000L
                        && packet.atNanos() - packet.sentNanos() <= 60_000_000L);
        assertThat(tapped.stream()
                        .map(packet -> packet.atNanos() - packet.sentNanos())
                        .distinct()
                        .count())
                .isGreaterThan(500);
    }

    @Test
    void corruptionChangesOneBit() {
        deliveredOfThousand(LinkModel.LAN.withCorruptionPercent(10));
        var corrupted = tapped.stream()
                .filter(packet -> packet.fate() == Packet.Fate.CORRUPTED)
                .toList();
        assertThat(corrupted).hasSizeBetween(65, 140);
        assertThat(atBob.events.stream().filter(text -> !text.matches("\\d{4}")).count())
                .isPositive();
    }

    @Test
    void mtuStopsLongerDatagramsOnly() {
        var port = open(alice, aliceLoop, "192.0.2.1", 5060, atAlice);
        open(bob, bobLoop, "192.0.2.2", 5060, atBob);
        simulation.link(alice, bob, LinkModel.LAN.withMtuBytes(1300));
        send(port, "x".repeat(1301), at("192.0.2.2", 5060));
        send(port, "y".repeat(1300), at("192.0.2.2", 5060));
        assertThat(send(port, "z".repeat(65_508), at("192.0.2.2", 5060))).isFalse();
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atBob.events).containsExactly("y".repeat(1300));
        assertThat(fates()).containsEntry(Packet.Fate.TOO_LONG, 1);
    }

    @Test
    void cutCableLosesWhatIsUnderWayUntilItIsMended() {
        var port = open(alice, aliceLoop, "192.0.2.1", 5060, atAlice);
        open(bob, bobLoop, "192.0.2.2", 5060, atBob);
        send(port, "under way", at("192.0.2.2", 5060));
        simulation.cut(alice, bob);
        send(port, "cut", at("192.0.2.2", 5060));
        simulation.runUntilIdle(Duration.ofSeconds(1));
        simulation.restore(alice, bob);
        send(port, "mended", at("192.0.2.2", 5060));
        simulation.runUntilIdle(Duration.ofSeconds(1));
        simulation.unplug(bob);
        send(port, "unplugged", at("192.0.2.2", 5060));
        simulation.runUntilIdle(Duration.ofSeconds(1));
        simulation.plugIn(bob);
        send(port, "plugged", at("192.0.2.2", 5060));
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atBob.events).containsExactly("mended", "plugged");
        assertThat(fates()).containsEntry(Packet.Fate.CUT, 3);
    }

    @Test
    void cutOneWayLetsTheOtherPass() {
        var port = open(alice, aliceLoop, "192.0.2.1", 5060, atAlice);
        var back = open(bob, bobLoop, "192.0.2.2", 5060, atBob);
        simulation.cutOneWay(bob, alice);
        send(port, "there", at("192.0.2.2", 5060));
        simulation.call(bobLoop, () -> back.send(Recorder.buffer("back"), at("192.0.2.1", 5060)));
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atBob.events).containsExactly("there");
        assertThat(atAlice.events).isEmpty();
    }

    @Test
    void addressThatNobodyHasIsNoRoute() {
        var port = open(alice, aliceLoop, "192.0.2.1", 5060, atAlice);
        assertThat(send(port, "x", at("192.0.2.99", 5060))).isTrue();
        assertThat(fates()).containsOnlyKeys(Packet.Fate.NO_ROUTE);
    }

    @Test
    void deadHostRunsNothingAndReturnsEmpty() {
        var port = open(alice, aliceLoop, "192.0.2.1", 5060, atAlice);
        open(bob, bobLoop, "192.0.2.2", 5060, atBob);
        bobLoop.post(() -> bobLoop.alarm(() -> atBob.events.add("alarm")).set(bobLoop.nowNanos() + 1000));
        simulation.run(Duration.ZERO);
        simulation.hostDies(bob);
        send(port, "x", at("192.0.2.2", 5060));
        simulation.run(Duration.ofSeconds(1));
        assertThat(atBob.events).isEmpty();
        assertThat(bobLoop.post(() -> {})).isFalse();
        assertThat(bob.leftovers()).isEmpty();
        assertThatThrownBy(() -> bob.openLoop("x")).isInstanceOf(IllegalStateException.class);
        simulation.hostReturns(bob);
        var loop = (SimulatedLoop) bob.openLoop("again");
        open(bob, loop, "192.0.2.2", 5060, atBob);
        send(port, "again", at("192.0.2.2", 5060));
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(atBob.events).containsExactly("again");
    }
}
