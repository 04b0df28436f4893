package io.switchhook.transport.internal.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.ServerHandshakeStateEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.text.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last of the WebSocket handlers: behind it a buffer is a message, in both directions (RFC 7118 §4.2, §5). It says when the stream is open, with
 * {@link WebSocketOpened}, and why it ends, with a {@link StreamClose}.
 */
final class SipMessages extends ChannelDuplexHandler {
    private final int maxMessageBytes;
    private boolean open;
    private boolean closing;
    /** Those behind know the cause, and have better words for it. */
    private boolean causeIsBehind;

    private @Nullable StreamClose reason;

    SipMessages(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    // --- out ------------------------------------------------------------------------------------------------------

    /** RFC 7118 §4.2: text where it is UTF-8, since a browser reads that more easily, else binary. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            boolean text = ByteBufUtil.isText(bytes, StandardCharsets.UTF_8);
            context.write(text ? new TextWebSocketFrame(bytes) : new BinaryWebSocketFrame(bytes), promise);
        } else {
            context.write(message, promise);
        }
    }

    // --- in -------------------------------------------------------------------------------------------------------

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof CloseWebSocketFrame close) {
            onPeerCloses(context, close);
        } else if (open && !closing && isMessage(message)) {
            context.fireChannelRead(((WebSocketFrame) message).content());
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private static boolean isMessage(Object message) {
        return (message instanceof TextWebSocketFrame || message instanceof BinaryWebSocketFrame)
                && ((WebSocketFrame) message).content().isReadable();
    }

    /** RFC 6455 §5.5.1: the same status goes back. */
    private void onPeerCloses(ChannelHandlerContext context, CloseWebSocketFrame close) {
        var code = close.statusCode();
        var text = Printable.escape(close.reasonText());
        note(
                StreamClose.Kind.REMOTE,
                code == -1
                        ? "The peer closed the WebSocket"
                        : "The peer closed the WebSocket with " + code + (text.isEmpty() ? "" : ": " + text));
        closing = true;
        context.writeAndFlush(close).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE || event instanceof HandshakeComplete) {
            open = true;
            context.fireUserEventTriggered(WebSocketOpened.EVENT);
        } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT
                || event == ServerHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
            note(StreamClose.Kind.CONNECT_FAILED, "The WebSocket handshake was not complete in time");
        } else if (event instanceof Violation violation) {
            end(context, violation);
        } else if (event instanceof IdleStateEvent silence) {
            onSilence(context, silence.isFirst());
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    /** RFC 7118 §6: asked once, and heard of in no way since, the peer is gone. */
    private void onSilence(ChannelHandlerContext context, boolean first) {
        if (!open || closing) {
            return;
        }
        if (first) {
            context.writeAndFlush(new PingWebSocketFrame());
        } else {
            end(context, new Violation(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE, "The peer answers no Ping"));
        }
    }

    private void end(ChannelHandlerContext context, Violation violation) {
        if (closing) {
            return;
        }
        closing = true;
        note(StreamClose.Kind.BROKEN, violation.reason());
        context.writeAndFlush(new CloseWebSocketFrame(violation.status(), violation.reason()));
        context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongFrameException && open) {
            end(
                    context,
                    new Violation(
                            WebSocketCloseStatus.MESSAGE_TOO_BIG,
                            "A message has more than " + maxMessageBytes + " bytes"));
            return;
        }
        var known = failureOf(cause);
        known.ifPresent(failure -> note(failure.kind(), failure.detail()));
        causeIsBehind |= known.isEmpty();
        context.fireExceptionCaught(cause);
    }

    /** In words, where we know some that say more than those of the handlers behind. */
    private Optional<StreamClose> failureOf(Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            // The decoder has told the peer already.
            return Optional.of(new StreamClose(
                    StreamClose.Kind.BROKEN,
                    "The peer broke the rules of WebSocket ("
                            + corrupted.closeStatus().code() + "): " + cause.getMessage()));
        }
        if (cause instanceof WebSocketClientHandshakeException refused) {
            return Optional.of(new StreamClose(StreamClose.Kind.CONNECT_FAILED, HandshakeFailure.sentence(refused)));
        }
        if (!open && cause instanceof TooLongFrameException) {
            return Optional.of(new StreamClose(
                    StreamClose.Kind.CONNECT_FAILED, "The answer to the WebSocket handshake is too long"));
        }
        if (!open && cause instanceof IOException) {
            return Optional.of(new StreamClose(
                    StreamClose.Kind.CONNECT_FAILED,
                    "The connection broke before the WebSocket was open: " + cause.getMessage()));
        }
        return Optional.empty();
    }

    private void note(StreamClose.Kind kind, String detail) {
        if (reason == null) {
            reason = new StreamClose(kind, detail);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!open && !causeIsBehind) {
            note(StreamClose.Kind.CONNECT_FAILED, "The peer closed the connection before the WebSocket was open");
        }
        if (reason != null) {
            context.fireUserEventTriggered(reason);
        }
        context.fireChannelInactive();
    }
}
