package io.switchhook.transport.internal.ws;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sees frames before anybody else and stops what costs more than it is worth: messages in endless pieces, and Pings of a peer that reads no answers. */
final class FrameGuard extends ChannelInboundHandlerAdapter {
    /** A browser cuts at some kilobytes; each piece costs us an object. */
    static final int MAX_PIECES = 256;

    private final Duration patience;
    private int pieces;
    private @Nullable ScheduledFuture<?> deadline;

    /** @param patience from the first piece of a message to its last */
    FrameGuard(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof PongWebSocketFrame || isPingNotToBeAnswered(context, message)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof WebSocketFrame frame && isData(frame)) {
            count(context, frame);
        }
        context.fireChannelRead(message);
    }

    /** RFC 6455 §5.5.3 lets us skip some; the answers must not pile up. */
    private static boolean isPingNotToBeAnswered(ChannelHandlerContext context, Object message) {
        var channel = context.channel();
        return message instanceof PingWebSocketFrame
                && (!channel.isWritable() || !channel.config().isAutoRead());
    }

    private static boolean isData(WebSocketFrame frame) {
        return frame instanceof TextWebSocketFrame
                || frame instanceof BinaryWebSocketFrame
                || frame instanceof ContinuationWebSocketFrame;
    }

    private void count(ChannelHandlerContext context, WebSocketFrame frame) {
        if (frame.isFinalFragment()) {
            pieces = 0;
            stopWaiting();
            return;
        }
        pieces++;
        if (pieces == 1) {
            deadline = context.executor()
                    .schedule(
                            () -> abandon(context, "was not complete in time"),
                            patience.toNanos(),
                            TimeUnit.NANOSECONDS);
        } else if (pieces == MAX_PIECES) {
            abandon(context, "came in more than " + MAX_PIECES + " pieces");
        }
    }

    private void abandon(ChannelHandlerContext context, String what) {
        stopWaiting();
        context.fireUserEventTriggered(new Violation(WebSocketCloseStatus.POLICY_VIOLATION, "A message " + what));
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopWaiting();
        context.fireChannelInactive();
    }
}
