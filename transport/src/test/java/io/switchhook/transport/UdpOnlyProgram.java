package io.switchhook.transport;

import io.switchhook.base.dns.DnsType;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.StreamKind;
import io.switchhook.transport.internal.dns.DnsSettings;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a phone does that uses UDP alone. {@link LazyLoadingTest} runs it in a class loader of its own. */
public final class UdpOnlyProgram {
    private UdpOnlyProgram() {}

    /** Runs once; throws when a datagram to ourselves does not arrive. */
    public static void run() throws Exception {
        try (var world = RealWorld.open()) {
            var loop = world.openLoop("udp-only");
            var arrived = new CountDownLatch(1);
            var any = new InetSocketAddress(IpLiteral.parse("127.0.0.1").orElseThrow(), 0);
            var port = world.network().openDatagramPort(loop, any, (packet, from, now) -> arrived.countDown());
            loop.post(() -> port.send(ByteBuffer.allocate(10), port.local()));
            world.openLane("lane").submit(() -> world.randomness().nextLong());
            if (!arrived.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The datagram did not arrive");
            }
        }
    }

    /** Asks on a loop for a name, of a DNS server that is not there, and waits for the answer. */
    public static void askOnALoop() throws Exception {
        var nobody = new InetSocketAddress(IpLiteral.parse("127.0.0.1").orElseThrow(), 9);
        var settings = new DnsSettings(List.of(nobody), Optional.empty(), Duration.ofMillis(50));
        try (var world = RealWorld.open(settings)) {
            var loop = world.openLoop("asks");
            var answered = new CountDownLatch(1);
            loop.post(
                    () -> world.network().dns().lookup(loop, "pbx.example", DnsType.A, answer -> answered.countDown()));
            if (!answered.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The question was not answered");
            }
        }
    }

    /** As {@link #run}, and then a TCP listener and a connection to it. */
    public static void runWithTcp() throws Exception {
        run();
        try (var world = RealWorld.open()) {
            var loop = world.openLoop("tcp-too");
            var any = new InetSocketAddress(IpLiteral.parse("127.0.0.1").orElseThrow(), 0);
            var handler = new StreamRecorder();
            var listener = world.network().listen(loop, StreamKind.TCP, any, (connection, now) -> new StreamRecorder());
            world.network().connect(loop, StreamKind.TCP, listener.local(), "", handler);
            handler.awaitOpen();
        }
    }
}
