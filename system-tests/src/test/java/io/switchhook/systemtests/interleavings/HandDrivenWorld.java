package io.switchhook.systemtests.interleavings;

import io.switchhook.base.dns.Dns;
import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.DatagramReceiver;
import io.switchhook.base.net.Network;
import io.switchhook.base.net.StreamAcceptor;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.random.Randomness;
import io.switchhook.base.world.World;
import io.switchhook.simulation.SeededRandomness;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.function.Consumer;

/** The surroundings of one party: one UDP port, whose packets the test gets into its hands. */
final class HandDrivenWorld implements World, Network {
    private final InetSocketAddress address;
    private final HandDrivenLoop loop;
    private final Randomness randomness;
    private final Consumer<byte[]> sent;
    private DatagramReceiver receiver = (packet, from, now) -> {};

    HandDrivenWorld(InetSocketAddress address, HandDrivenLoop loop, long seed, Consumer<byte[]> sent) {
        this.address = address;
        this.loop = loop;
        this.randomness = new SeededRandomness(seed);
        this.sent = sent;
    }

    void deliver(byte[] packet, InetSocketAddress from) {
        receiver.onDatagram(ByteBuffer.wrap(packet), from, loop.nowNanos());
        loop.settle();
    }

    @Override
    public DatagramPort openDatagramPort(Loop owner, InetSocketAddress local, DatagramReceiver given) {
        receiver = given;
        return new DatagramPort() {
            @Override
            public InetSocketAddress local() {
                return address;
            }

            @Override
            public boolean send(ByteBuffer packet, InetSocketAddress to) {
                var copy = new byte[packet.remaining()];
                packet.duplicate().get(copy);
                sent.accept(copy);
                return true;
            }

            @Override
            public void close() {
                receiver = (packet, from, now) -> {};
            }
        };
    }

    @Override
    public Loop openLoop(String name) {
        return loop;
    }

    @Override
    public Network network() {
        return this;
    }

    @Override
    public Randomness randomness() {
        return randomness;
    }

    @Override
    public Instant wallTime() {
        return Instant.EPOCH;
    }

    @Override
    public InetAddress localAddressTowards(InetAddress remote) {
        return address.getAddress();
    }

    @Override
    public CallbackLane openLane(String name) {
        throw new UnsupportedOperationException("nobody here has callbacks off the loop");
    }

    @Override
    public Dns dns() {
        throw new UnsupportedOperationException("both parties are called by address");
    }

    @Override
    public StreamListener listen(
            Loop owner, StreamKind kind, InetSocketAddress local, StreamSettings settings, StreamAcceptor acceptor) {
        throw new UnsupportedOperationException("the parties talk over UDP");
    }

    @Override
    public StreamConnection connect(
            Loop owner,
            StreamKind kind,
            InetSocketAddress remote,
            String serverName,
            StreamSettings settings,
            StreamHandler handler) {
        throw new UnsupportedOperationException("the parties talk over UDP");
    }
}
