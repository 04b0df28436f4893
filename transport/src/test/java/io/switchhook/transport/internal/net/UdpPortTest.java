package io.switchhook.transport.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.transport.RealWorld;
import io.switchhook.transport.internal.loop.NioLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpPortTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5070);

    /** What is said of a packet to a server, when the system does that with it. */
    private static boolean sent(Optional<String> failure) throws IOException {
        try (var world = RealWorld.open()) {
            var loop = NioLoop.of(world.openLoop("udp"));
            return loop.call(() -> {
                var port = new UdpPort(loop, new FullChannel(failure), (packet, from, now) -> {});
                var packet = ByteBuffer.wrap(new byte[100]);
                boolean first = port.send(packet, SERVER);
                assertThat(packet.remaining()).isEqualTo(100);
                assertThat(port.send(packet, SERVER)).isEqualTo(first);
                return first;
            });
        }
    }

    @Test
    void aFullSendBufferIsALossAndSaysNothingAboutTheServer() throws IOException {
        assertThat(sent(Optional.empty())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"No buffer space available", "No buffer space available (maximum connections reached?)"})
    void soIsAFullQueueOfTheSystem(String message) throws IOException {
        assertThat(sent(Optional.of(message))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Network is unreachable", "Message too long"})
    void whereThereIsNoWayThereIsNone(String message) throws IOException {
        assertThat(sent(Optional.of(message))).isFalse();
    }
}
