package io.switchhook.transport.internal.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.switchhook.base.net.StreamClose;
import io.switchhook.transport.internal.loop.NioLoop;
import io.switchhook.transport.internal.net.Layers;
import io.switchhook.transport.internal.ws.WebSocketOpened;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the events of one channel from Netty's thread to the loop that owns the stream, in order. The bytes on the
 * way are bounded: past the bound the channel is not read, so that TCP holds the peer back, until the loop has caught
 * up.
 */
final class ChannelEvents extends ChannelInboundHandlerAdapter {
    /** Received bytes that may wait for the loop; several of the largest SIP messages. */
    static final int MAX_WAITING_BYTES = 256 * 1024;

    private static final int RESUME_BYTES = MAX_WAITING_BYTES / 2;

    /** What keeping one event takes, in the order of magnitude. */
    private static final int EVENT_BYTES = 128;

    /** A stream may not keep the others of its loop waiting for longer than this many events. */
    private static final int EVENTS_PER_TURN = 32;

    private static final Logger LOG = LoggerFactory.getLogger(ChannelEvents.class);

    /** One thing that happened to the channel. */
    sealed interface Event {
        /** @param proven which names the peer has proven to have */
        record Opened(Predicate<String> proven) implements Event {}

        record Bytes(ByteBuf bytes) implements Event {}

        record Ended(StreamClose reason) implements Event {}
    }

    private final NioLoop loop;
    private final NettyConnection connection;
    private final Layers layers;
    private final String serverName;
    private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean drainPosted = new AtomicBoolean();
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private final AtomicBoolean paused = new AtomicBoolean();

    /** What broke the channel, told when it becomes inactive; on Netty's thread. */
    private @Nullable Throwable failure;

    private Predicate<String> proven = name -> false;
    private boolean opened;
    private boolean ended;

    ChannelEvents(NioLoop loop, NettyConnection connection, Layers layers, String serverName) {
        this.loop = loop;
        this.connection = connection;
        this.layers = layers;
        this.serverName = serverName;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (layers.tls().isEmpty() && layers.webSocket().isEmpty()) {
            open(proven);
        }
    }

    /** A secure stream is open when its handshake is complete, one over WebSocket when that of WebSocket is; whoever knows why it ends says so. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                var session = context.pipeline().get(SslHandler.class).engine().getSession();
                proven = layers.tls().orElseThrow().proven(session, serverName);
                if (layers.webSocket().isEmpty()) {
                    open(proven);
                }
            } else {
                end(DistrustedPeer.reason(handshake.cause()));
            }
        } else if (event == WebSocketOpened.EVENT) {
            open(proven);
        } else if (event instanceof StreamClose reason) {
            end(reason);
        }
    }

    private void open(Predicate<String> names) {
        opened = true;
        add(new Event.Opened(names));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        int waiting = waitingBytes.addAndGet(cost(bytes));
        add(new Event.Bytes(bytes));
        if (waiting > MAX_WAITING_BYTES) {
            context.channel().config().setAutoRead(false);
            paused.set(true);
            resumeIfRead(context.channel()); // The loop may have caught up before it could see the pause.
        }
    }

    /** A WebSocket message may be a single byte, and is an object all the same. */
    private static int cost(ByteBuf bytes) {
        return bytes.readableBytes() + EVENT_BYTES;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!opened) {
            end(DistrustedPeer.reason(failure == null ? new ClosedChannelException() : failure));
        }
        end(
                failure == null
                        ? new StreamClose(StreamClose.Kind.REMOTE, "The peer closed the connection")
                        : new StreamClose(
                                StreamClose.Kind.BROKEN,
                                DistrustedPeer.refusal(failure).orElse(sentence("The connection broke", failure))));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        onFailure(cause);
        context.close();
    }

    /** Notes why the channel is about to end; on Netty's thread. */
    void onFailure(Throwable cause) {
        // Whatever waits when a channel closes fails so; that is a consequence, not the cause.
        if (failure == null && !(cause instanceof ClosedChannelException)) {
            failure = cause;
        }
    }

    void onConnectFailed(Throwable cause) {
        var detail = cause instanceof ConnectException && cause.getMessage() != null
                ? cause.getMessage()
                : sentence("Connecting failed", cause);
        end(new StreamClose(StreamClose.Kind.CONNECT_FAILED, detail));
    }

    private void end(StreamClose reason) {
        if (!ended) {
            ended = true;
            add(new Event.Ended(reason));
        }
    }

    private static String sentence(String what, Throwable cause) {
        return what + ": " + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    }

    private void add(Event event) {
        events.add(event);
        postDrain();
    }

    private void postDrain() {
        if (drainPosted.compareAndSet(false, true) && !loop.postReserved(this::drain)) {
            // The loop has ended and with it the stream; nobody is there to hear of anything.
            drainPosted.set(false);
            discard();
            connection.channel().close();
        }
    }

    private void drain() {
        drainPosted.set(false);
        for (int i = 0; i < EVENTS_PER_TURN; i++) {
            var event = events.poll();
            if (event == null) {
                return;
            }
            try {
                connection.onEvent(event);
            } catch (Throwable e) {
                LOG.error("{}: the handler threw; the stream goes on", connection, e);
            } finally {
                dispose(event);
            }
        }
        postDrain();
    }

    private void discard() {
        for (var event = events.poll(); event != null; event = events.poll()) {
            dispose(event);
        }
    }

    private void dispose(Event event) {
        if (event instanceof Event.Bytes read) {
            waitingBytes.addAndGet(-cost(read.bytes()));
            read.bytes().release();
            resumeIfRead(connection.channel());
        }
    }

    private void resumeIfRead(Channel channel) {
        if (paused.get() && waitingBytes.get() <= RESUME_BYTES && paused.compareAndSet(true, false)) {
            channel.config().setAutoRead(true);
        }
    }
}
