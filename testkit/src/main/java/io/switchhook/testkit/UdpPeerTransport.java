package io.switchhook.testkit;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.world.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** One UDP port. */
final class UdpPeerTransport implements PeerTransport {
    private final DatagramPort port;

    UdpPeerTransport(World world, Loop loop, InetSocketAddress local, Receiver receiver) throws IOException {
        port = world.network().openDatagramPort(loop, local, (packet, from, now) -> {
            var bytes = new byte[packet.remaining()];
            packet.get(bytes);
            receiver.onPacket(bytes, from);
        });
    }

    @Override
    public String name() {
        return "UDP";
    }

    @Override
    public InetSocketAddress local() {
        return port.local();
    }

    @Override
    public void send(byte[] bytes, InetSocketAddress to) {
        if (!port.send(ByteBuffer.wrap(bytes), to)) {
            throw new AssertionError("The system did not take a datagram to " + to);
        }
    }

    @Override
    public void close() {
        port.close();
    }
}
