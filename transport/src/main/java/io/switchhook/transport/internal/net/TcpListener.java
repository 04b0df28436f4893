package io.switchhook.transport.internal.net;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.StreamAcceptor;
import io.switchhook.base.net.StreamListener;
import io.switchhook.transport.internal.loop.LoopMember;
import io.switchhook.transport.internal.loop.NioLoop;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening TCP port on a loop. */
public final class TcpListener implements StreamListener, LoopMember {
    /** Connections that the system completes while the loop is busy; a burst of phones after a power cut. */
    private static final int BACKLOG = 1024;

    private static final int ACCEPTS_PER_EVENT = 64;

    /** Pause after a failed accept: out of file descriptors, most likely, and the connection is still waiting. */
    private static final long PAUSE_NANOS = 200_000_000;

    private final NioLoop loop;
    private final ServerSocketChannel channel;
    private final InetSocketAddress local;
    private final Layers layers;
    private final Supplier<TcpStreams> streams;
    private final StreamAcceptor acceptor;
    private final SelectionKey key;
    private final Alarm resume;

    private TcpListener(
            NioLoop loop,
            Layers layers,
            ServerSocketChannel channel,
            Supplier<TcpStreams> streams,
            StreamAcceptor acceptor)
            throws IOException {
        this.loop = loop;
        this.layers = layers;
        this.channel = channel;
        this.streams = streams;
        this.acceptor = acceptor;
        local = (InetSocketAddress) channel.getLocalAddress();
        key = loop.register(channel, SelectionKey.OP_ACCEPT, this::onAcceptable);
        resume = loop.alarm(() -> key.interestOps(SelectionKey.OP_ACCEPT));
    }

    /** Opens a listener; on the loop. */
    public static TcpListener open(
            NioLoop loop, Layers layers, InetSocketAddress local, Supplier<TcpStreams> streams, StreamAcceptor acceptor)
            throws IOException {
        if (local.isUnresolved()) {
            throw BindFailure.of("TCP", local, new UnresolvedAddressException());
        }
        boolean v6 = local.getAddress() instanceof Inet6Address;
        var channel = ServerSocketChannel.open(v6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            channel.bind(local, BACKLOG);
            var listener = new TcpListener(loop, layers, channel, streams, acceptor);
            loop.addMember(listener);
            return listener;
        } catch (IOException e) {
            channel.close();
            throw BindFailure.of("TCP", local, e);
        }
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public void close() {
        loop.assertInLoop();
        if (channel.isOpen()) {
            resume.cancel();
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
        return layers.kind() + " port " + IpLiteral.asHostPort(local);
    }

    private void onAcceptable() {
        for (int i = 0; i < ACCEPTS_PER_EVENT && channel.isOpen(); i++) {
            SocketChannel socket;
            try {
                socket = channel.accept();
            } catch (IOException e) {
                log().warn("{}: a connection could not be accepted; trying again in 200 ms", this, e);
                key.interestOps(0);
                resume.set(loop.nowNanos() + PAUSE_NANOS);
                return;
            }
            if (socket == null) {
                return;
            }
            streams.get().adopt(loop, layers, socket, acceptor);
        }
    }

    /** Asked for only when there is something to say: the first logger takes longer to get than a registration. */
    private static Logger log() {
        return LoggerFactory.getLogger(TcpListener.class);
    }
}
