package io.switchhook.simulation;

import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.DatagramReceiver;
import io.switchhook.base.net.IpLiteral;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A UDP port of a simulated host. */
final class SimulatedPort implements DatagramPort {
    /** What IPv4 and its headers leave of 65,535. */
    private static final int MAX_BYTES = 65_507;

    private final HostNetwork network;
    private final SimulatedLoop loop;
    private final InetSocketAddress local;
    private final DatagramReceiver receiver;
    private boolean closed;

    SimulatedPort(HostNetwork network, SimulatedLoop loop, InetSocketAddress local, DatagramReceiver receiver) {
        this.network = network;
        this.loop = loop;
        this.local = local;
        this.receiver = receiver;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public boolean send(ByteBuffer packet, InetSocketAddress to) {
        loop.assertInLoop();
        if (closed || packet.remaining() > MAX_BYTES || to.isUnresolved() || to.getPort() == 0) {
            return false;
        }
        var source = network.sourceFor(local, to.getAddress());
        if (source.isEmpty()) {
            return false;
        }
        var bytes = new byte[packet.remaining()];
        packet.duplicate().get(bytes);
        network.internet().sendDatagram(network.host(), source.get(), to, bytes);
        return true;
    }

    /** Hands a datagram that has arrived to the loop; false when nobody is there any more. */
    boolean deliver(byte[] bytes, InetSocketAddress from) {
        return !closed && loop.post(() -> receive(bytes, from));
    }

    private void receive(byte[] bytes, InetSocketAddress from) {
        if (closed) {
            return;
        }
        network.internet().buffer().lend(bytes, packet -> receiver.onDatagram(packet, from, loop.nowNanos()));
    }

    @Override
    public void close() {
        loop.assertInLoop();
        if (!closed) {
            closed = true;
            network.release(this);
        }
    }

    @Override
    public String toString() {
        return "UDP port " + IpLiteral.asHostPort(local) + " of " + loop;
    }
}
