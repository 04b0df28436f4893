package io.switchhook.transport.internal.net;

import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.DatagramReceiver;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.transport.internal.loop.LoopMember;
import io.switchhook.transport.internal.loop.NioLoop;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnresolvedAddressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP port on a loop. The socket is never connected, so that no peer's ICMP error reaches it. An IPv4 address opens
 * an IPv4 socket, an IPv6 address an IPv6 one; the IPv6 wildcard takes both where the system does so.
 */
public final class UdpPort implements DatagramPort, LoopMember {
    /** One port may not keep the others of its loop waiting for longer than this many datagrams. */
    static final int DATAGRAMS_PER_EVENT = 64;

    /** Asked of the system, which may give less: a pause of 100 ms at 50 packets a second for some hundred streams, or a burst of SIP. */
    private static final int SOCKET_BUFFER_BYTES = 1 << 20;

    /** A system that has no room says it for every packet; people want to hear it now and then. */
    private static final long TOLD_EVERY_NANOS = 60_000_000_000L;

    /** How some systems say that a queue is full, where others take nothing. */
    private static final String NO_ROOM = "No buffer space";

    private final NioLoop loop;
    private final DatagramChannel channel;
    private final InetSocketAddress local;
    private final DatagramReceiver receiver;
    private long lost;
    private long toldNanos = Long.MIN_VALUE;

    UdpPort(NioLoop loop, DatagramChannel channel, DatagramReceiver receiver) throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.receiver = receiver;
        local = (InetSocketAddress) channel.getLocalAddress();
    }

    /** Opens a port; on the loop. */
    public static UdpPort open(NioLoop loop, InetSocketAddress local, DatagramReceiver receiver) throws IOException {
        if (local.isUnresolved()) {
            throw BindFailure.of("UDP", local, new UnresolvedAddressException());
        }
        boolean v6 = local.getAddress() instanceof Inet6Address;
        var channel = DatagramChannel.open(v6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            enlarge(channel, StandardSocketOptions.SO_RCVBUF);
            enlarge(channel, StandardSocketOptions.SO_SNDBUF);
            channel.configureBlocking(false);
            channel.bind(local);
            var port = new UdpPort(loop, channel, receiver);
            loop.register(channel, SelectionKey.OP_READ, port::onReadable);
            loop.addMember(port);
            return port;
        } catch (IOException e) {
            channel.close();
            throw BindFailure.of("UDP", local, e);
        }
    }

    private static void enlarge(DatagramChannel channel, SocketOption<Integer> option) throws IOException {
        if (channel.getOption(option) < SOCKET_BUFFER_BYTES) {
            try {
                channel.setOption(option, SOCKET_BUFFER_BYTES);
            } catch (IOException e) {
                log().debug("The system keeps its own {}", option, e);
            }
        }
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public boolean send(ByteBuffer packet, InetSocketAddress to) {
        loop.assertInLoop();
        int position = packet.position();
        int length = packet.remaining();
        try {
            if (!channel.isOpen()) {
                return false;
            }
            if (channel.send(packet, to) < length) {
                onNoRoom();
            }
            return true;
        } catch (IOException
                | IllegalArgumentException e) { // No route, too long; a name, or an address of another family.
            if (String.valueOf(e.getMessage()).contains(NO_ROOM)) {
                onNoRoom();
                return true;
            }
            log().debug("{}: the system did not take {} bytes to {}", this, length, to, e);
            return false;
        } finally {
            packet.position(position);
        }
    }

    /** It says nothing about who was to get the packet, which is lost as others are on their way: SIP repeats it, and sound that waits is worth nothing. */
    private void onNoRoom() {
        lost++;
        long now = loop.nowNanos();
        if (toldNanos == Long.MIN_VALUE || now - toldNanos >= TOLD_EVERY_NANOS) {
            toldNanos = now;
            log().warn(
                            "{}: the system had no room for packets to be sent; {} are lost since the port is open",
                            this,
                            lost);
        }
    }

    @Override
    public void close() {
        loop.assertInLoop();
        if (channel.isOpen()) {
            loop.removeMember(this);
            loop.release(channel);
        }
    }

    @Override
    public void onLoopEnd(long nowNanos) {
        close();
    }

    @Override
    public String toString() {
        return "UDP port " + IpLiteral.asHostPort(local);
    }

    private void onReadable() {
        var buffer = loop.receiveBuffer();
        for (int i = 0; i < DATAGRAMS_PER_EVENT && channel.isOpen(); i++) {
            buffer.clear().order(ByteOrder.BIG_ENDIAN);
            InetSocketAddress from;
            try {
                from = (InetSocketAddress) channel.receive(buffer);
            } catch (IOException e) {
                log().debug(
                                "{}: receive failed",
                                this,
                                e); // An ICMP error on some systems: it concerns one peer, not the port.
                return;
            }
            if (from == null) {
                return;
            }
            buffer.flip();
            try {
                receiver.onDatagram(buffer, from, loop.nowNanos());
            } catch (Throwable e) {
                log().error("{}: the receiver threw on a datagram from {}; the port goes on", this, from, e);
            }
        }
    }

    /** Asked for only when there is something to say: the first logger takes longer to get than a registration. */
    private static Logger log() {
        return LoggerFactory.getLogger(UdpPort.class);
    }
}
