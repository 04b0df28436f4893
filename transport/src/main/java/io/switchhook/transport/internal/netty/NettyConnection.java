package io.switchhook.transport.internal.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.switchhook.base.loop.Alarm;
import io.switchhook.base.net.StreamAcceptor;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.transport.internal.loop.LoopMember;
import io.switchhook.transport.internal.loop.NioLoop;
import io.switchhook.transport.internal.net.Layers;
import io.switchhook.transport.internal.netty.ChannelEvents.Event;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream on TCP as its loop sees it. Everything here runs on the loop, except that Netty's thread counts down the unsent bytes. */
final class NettyConnection implements StreamConnection, LoopMember {
    /** How long a closed stream may take to send its rest to a peer that does not read. */
    static final Duration LINGER = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(NettyConnection.class);

    private enum State {
        CONNECTING,
        OPEN,
        CLOSING,
        CLOSED
    }

    private final NioLoop loop;
    private final Layers layers;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private final UnsentBytes unsentOfAll;
    private final ChannelEvents events;
    private final Alarm linger;
    private final AtomicInteger unsentBytes = new AtomicInteger();
    /** What was sent while the stream connects. */
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();

    @SuppressWarnings("NullAway.Init") // Whoever makes the connection gives it its channel before anything else.
    private volatile Channel channel;

    private boolean accepted;
    private StreamHandler handler;
    private Predicate<String> proven = name -> false;
    private State state = State.CONNECTING;

    private NettyConnection(
            NioLoop loop,
            Layers layers,
            InetSocketAddress remote,
            InetSocketAddress local,
            String serverName,
            UnsentBytes unsentOfAll,
            StreamHandler handler) {
        this.loop = loop;
        this.unsentOfAll = unsentOfAll;
        this.layers = layers;
        this.remote = remote;
        this.local = local;
        this.handler = handler;
        events = new ChannelEvents(loop, this, layers, serverName);
        linger = loop.alarm(() -> channel.close());
        loop.addMember(this);
    }

    /** A connection that we open. */
    static NettyConnection connecting(
            NioLoop loop,
            Layers layers,
            InetSocketAddress remote,
            InetSocketAddress local,
            String serverName,
            UnsentBytes unsentOfAll,
            StreamHandler handler) {
        return new NettyConnection(loop, layers, remote, local, serverName, unsentOfAll, handler);
    }

    /** A connection that a peer has opened; it waits for its handler. */
    static NettyConnection accepted(
            NioLoop loop, Layers layers, InetSocketAddress remote, InetSocketAddress local, UnsentBytes unsentOfAll) {
        var connection = new NettyConnection(loop, layers, remote, local, "", unsentOfAll, NoHandler.INSTANCE);
        connection.accepted = true;
        return connection;
    }

    ChannelEvents events() {
        return events;
    }

    Channel channel() {
        return channel;
    }

    void onChannel(Channel newChannel) {
        channel = newChannel;
    }

    /** Asks who handles the stream; false when nobody does. */
    boolean askAcceptor(StreamAcceptor acceptor) {
        loop.guard("the acceptor of " + this, () -> {
            var chosen = acceptor.onAccept(this, loop.nowNanos());
            if (chosen != null) {
                handler = chosen;
            }
        });
        if (handler == NoHandler.INSTANCE) {
            toClosed();
            return false;
        }
        return true;
    }

    /** Whether the acceptor has closed it without a word: no handshake is begun, which the peer could draw out. */
    boolean isTurnedAway() {
        return state == State.CLOSING && waiting.isEmpty();
    }

    @Override
    public StreamKind kind() {
        return layers.kind();
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public boolean proves(String name) {
        return proven.test(name);
    }

    @Override
    public boolean send(ByteBuffer bytes) {
        loop.assertInLoop();
        int length = bytes.remaining();
        if (state == State.CLOSING || state == State.CLOSED || !unsentOfAll.mayAdd(unsentBytes.get(), length)) {
            return false;
        }
        unsentBytes.addAndGet(length);
        unsentOfAll.add(length);
        var copy = channel.alloc().buffer(length).writeBytes(bytes.duplicate());
        if (state == State.CONNECTING) {
            waiting.add(copy);
        } else {
            write(copy);
        }
        return true;
    }

    @Override
    public void close() {
        loop.assertInLoop();
        if (state == State.CLOSING || state == State.CLOSED) {
            return;
        }
        if (state == State.OPEN) {
            closeWhenSent();
        } else if (waiting.isEmpty() && (!accepted || channel.isRegistered())) {
            // In the middle of a handshake perhaps, which a peer could draw out.
            channel.close();
        } // Else what waits is sent first, if the connection comes about.
        state = State.CLOSING;
    }

    @Override
    public void onLoopEnd(long nowNanos) {
        channel.close();
        toClosed();
        handler.onClose(
                this, new StreamClose(StreamClose.Kind.LOCAL, "The loop of the connection was closed"), nowNanos);
    }

    @Override
    public String toString() {
        return layers.kind() + " connection " + local + " - " + remote;
    }

    /** Takes an event of the channel; the caller releases its bytes. */
    void onEvent(Event event) {
        if (state == State.CLOSED) {
            return;
        }
        if (event instanceof Event.Opened opened) {
            onOpened(opened.proven());
        } else if (event instanceof Event.Ended end) {
            onEnded(end.reason());
        } else if (event instanceof Event.Bytes read && state == State.OPEN) {
            // Bytes that arrive after close() have no reader any more.
            handler.onBytes(this, read.bytes().nioBuffer(), loop.nowNanos());
        }
    }

    private void onOpened(Predicate<String> provenByPeer) {
        proven = provenByPeer;
        while (!waiting.isEmpty()) {
            write(waiting.remove());
        }
        if (state == State.CLOSING) {
            closeWhenSent();
        } else {
            state = State.OPEN;
            handler.onOpen(this, loop.nowNanos());
        }
    }

    private void onEnded(StreamClose reason) {
        var told =
                state == State.CLOSING ? new StreamClose(StreamClose.Kind.LOCAL, "We closed the connection") : reason;
        toClosed();
        handler.onClose(this, told, loop.nowNanos());
    }

    private void closeWhenSent() {
        var all = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        all.addListener(sent -> channel.close());
        linger.set(loop.nowNanos() + LINGER.toNanos());
    }

    private void write(ByteBuf bytes) {
        int length = bytes.readableBytes();
        channel.writeAndFlush(bytes).addListener(written -> {
            unsentBytes.addAndGet(-length);
            unsentOfAll.add(-length);
            if (!written.isSuccess()) {
                events.onFailure(written.cause());
            }
        });
    }

    private void toClosed() {
        state = State.CLOSED;
        linger.cancel();
        loop.removeMember(this);
        waiting.forEach(bytes -> {
            unsentOfAll.add(-bytes.readableBytes());
            bytes.release();
        });
        waiting.clear();
    }

    /** Stands in until the acceptor has answered. */
    private enum NoHandler implements StreamHandler {
        INSTANCE;

        @Override
        public void onOpen(StreamConnection connection, long nowNanos) {
            LOG.debug("{} has no handler", connection);
        }

        @Override
        public void onBytes(StreamConnection connection, ByteBuffer bytes, long nowNanos) {
            LOG.debug("{} has no handler", connection);
        }

        @Override
        public void onClose(StreamConnection connection, StreamClose reason, long nowNanos) {
            LOG.debug("{} has no handler", connection);
        }
    }
}
