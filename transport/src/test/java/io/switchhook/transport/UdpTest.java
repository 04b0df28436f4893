package io.switchhook.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.DatagramReceiver;
import io.switchhook.base.net.IpLiteral;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UdpTest extends TransportTest {

    private record Received(String text, InetSocketAddress from, long atNanos) {}

    private static final DatagramReceiver NOBODY = (packet, from, now) -> {};

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>(10_000);
    private final Loop loop = openLoop("udp");

    private DatagramPort open(InetSocketAddress local, DatagramReceiver receiver) throws IOException {
        return on(loop, () -> world.network().openDatagramPort(loop, local, receiver));
    }

    private DatagramPort recording(InetSocketAddress local) throws IOException {
        return open(local, (packet, from, now) -> received.add(new Received(text(packet), from, now)));
    }

    private DatagramPort echo(InetSocketAddress local) throws IOException {
        var self = new DatagramPort[1];
        self[0] = open(local, (packet, from, now) -> self[0].send(packet, from));
        return self[0];
    }

    private boolean send(DatagramPort port, ByteBuffer packet, InetSocketAddress to) throws IOException {
        return on(loop, () -> port.send(packet, to));
    }

    private Received take() throws InterruptedException {
        var datagram = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(datagram).as("a datagram").isNotNull();
        return datagram;
    }

    private void close(DatagramPort... ports) throws IOException {
        for (var port : ports) {
            run(loop, port::close);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void datagramIsEchoed(String host) throws Exception {
        var echo = echo(address(host, 0));
        var port = recording(address(host, 0));
        assertThat(port.local().getPort()).isPositive();
        assertThat(port.local().getAddress()).isEqualTo(address(host, 0).getAddress());
        var packet = bytes("hello");
        long before = loop.nowNanos();
        assertThat(send(port, packet, echo.local())).isTrue();
        var back = take();
        assertThat(packet.remaining()).as("the sender's buffer is as it was").isEqualTo(5);
        assertThat(back.text()).isEqualTo("hello");
        assertThat(back.from()).isEqualTo(echo.local());
        assertThat(back.atNanos()).isBetween(before, loop.nowNanos());
        close(echo, port);
    }

    @Test
    void directBufferIsSentFromItsPositionToItsLimit() throws Exception {
        var port = recording(address("127.0.0.1", 0));
        var packet =
                ByteBuffer.allocateDirect(20).put(bytes("--body--")).position(2).limit(6);
        assertThat(send(port, packet, port.local())).isTrue();
        assertThat(take().text()).isEqualTo("body");
        close(port);
    }

    @Test
    void ipv6WildcardTakesIpv4Too() throws Exception {
        var dual = recording(address("::", 0));
        var v4 = recording(address("127.0.0.1", 0));
        var v6 = recording(address("::1", 0));
        assertThat(send(v4, bytes("four"), address("127.0.0.1", dual.local().getPort())))
                .isTrue();
        var four = take();
        assertThat(four.from()).isEqualTo(v4.local());
        assertThat(four.from().getAddress()).isInstanceOf(Inet4Address.class);
        assertThat(send(v6, bytes("six"), address("::1", dual.local().getPort())))
                .isTrue();
        assertThat(take().from()).isEqualTo(v6.local());
        assertThat(send(dual, bytes("back"), v4.local())).isTrue();
        assertThat(take().text()).isEqualTo("back");
        close(dual, v4, v6);
    }

    @Test
    void largestDatagramArrivesAndALargerOneIsNotTaken() throws Exception {
        var port = recording(address("127.0.0.1", 0));
        assertThat(send(port, bytes("x".repeat(65_507)), port.local())).isTrue();
        assertThat(take().text()).hasSize(65_507);
        assertThat(send(port, bytes("x".repeat(65_508)), port.local())).isFalse();
        close(port);
    }

    @Test
    void emptyDatagramArrives() throws Exception {
        var port = recording(address("127.0.0.1", 0));
        assertThat(send(port, bytes(""), port.local())).isTrue();
        assertThat(take().text()).isEmpty();
        close(port);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "::1"})
    void portInUseIsAnErrorThatNamesIt(String host) throws Exception {
        var port = recording(address(host, 0));
        assertThatThrownBy(() -> open(port.local(), NOBODY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("UDP port " + IpLiteral.asHostPort(port.local()))
                .hasMessageContaining("in use");
        close(port);
    }

    @Test
    void foreignAddressIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> open(address("198.51.100.7", 5060), NOBODY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("198.51.100.7 is not an address of this host");
    }

    @Test
    void nameCannotBeBoundNorSentTo() throws Exception {
        var name = InetSocketAddress.createUnresolved("localhost", 5060);
        assertThatThrownBy(() -> open(name, NOBODY)).isInstanceOf(IOException.class);
        var port = recording(address("127.0.0.1", 0));
        assertThat(send(port, bytes("x"), name)).isFalse();
        assertThat(send(port, bytes("x"), address("::1", 5060)))
                .as("another family")
                .isFalse();
        close(port);
    }

    @Test
    void closedPortIsFreeAtOnceAndSendsNothing() throws Exception {
        var port = recording(address("127.0.0.1", 0));
        run(loop, () -> {
            try {
                port.close();
                port.close();
                world.network().openDatagramPort(loop, port.local(), NOBODY).close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(send(port, bytes("x"), address("127.0.0.1", 9))).isFalse();
    }

    @Test
    void portClosedByItsReceiverHearsNothingMore() throws Exception {
        var self = new DatagramPort[1];
        var seen = new LinkedBlockingQueue<Integer>(100);
        self[0] = open(address("127.0.0.1", 0), (packet, from, now) -> {
            seen.add(packet.remaining());
            self[0].close();
        });
        var sender = recording(address("127.0.0.1", 0));
        run(loop, () -> {
            for (int i = 0; i < 10; i++) {
                sender.send(bytes("x"), self[0].local());
            }
        });
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
        run(loop, () -> {});
        assertThat(seen).isEmpty();
        var again = recording(self[0].local());
        close(sender, again);
    }

    @Test
    void receiverThatThrowsGetsTheNextDatagram() throws Exception {
        var port = open(address("127.0.0.1", 0), (packet, from, now) -> {
            received.add(new Received(text(packet), from, now));
            throw new IllegalStateException("planned: receiver");
        });
        send(port, bytes("one"), port.local());
        send(port, bytes("two"), port.local());
        assertThat(take().text()).isEqualTo("one");
        assertThat(take().text()).isEqualTo("two");
        close(port);
    }

    @Test
    void errorsOfOnePeerDoNotReachTheOthers() throws Exception {
        var port = recording(address("127.0.0.1", 0));
        var gone = recording(address("127.0.0.1", 0));
        close(gone);
        for (int i = 0; i < 5; i++) {
            send(port, bytes("to nobody"), gone.local());
            assertThat(send(port, bytes("to myself"), port.local())).isTrue();
            assertThat(take().text()).isEqualTo("to myself");
        }
        close(port);
    }

    @Test
    void floodedPortLeavesRoomForTasks() throws Exception {
        var self = new DatagramPort[1];
        self[0] = open(address("127.0.0.1", 0), (packet, from, now) -> self[0].send(packet, self[0].local()));
        run(loop, () -> {
            for (int i = 0; i < 100; i++) {
                self[0].send(bytes("round and round"), self[0].local());
            }
        });
        for (int i = 0; i < 100; i++) {
            run(loop, () -> {});
        }
        close(self[0]);
    }

    @Test
    void portMayBeOpenedFromAnyThreadButUsedOnItsLoopOnly() throws Exception {
        var port = world.network().openDatagramPort(loop, address("127.0.0.1", 0), NOBODY);
        assertThatThrownBy(() -> port.send(bytes("x"), port.local())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(port::close).isInstanceOf(IllegalStateException.class);
        close(port);
    }

    @Test
    void loopTakesItsPortsWithIt() throws Exception {
        var port = recording(address("127.0.0.1", 0));
        loop.close();
        var other = openLoop("other");
        var again = world.network().openDatagramPort(other, port.local(), NOBODY);
        run(other, again::close);
        assertThatThrownBy(() -> world.network().openDatagramPort(loop, port.local(), NOBODY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void localAddressTowardsAPeerIsThatOfTheRoute() {
        var network = world.network();
        assertThat(network.localAddressTowards(address("127.0.0.1", 0).getAddress()))
                .isEqualTo(address("127.0.0.1", 0).getAddress());
        assertThat(network.localAddressTowards(address("::1", 0).getAddress()))
                .isEqualTo(address("::1", 0).getAddress());
        var outside = network.localAddressTowards(address("192.0.2.77", 0).getAddress());
        assertThat(outside).isInstanceOf(Inet4Address.class);
        assertThat(outside.isAnyLocalAddress()).isFalse();
    }
}
