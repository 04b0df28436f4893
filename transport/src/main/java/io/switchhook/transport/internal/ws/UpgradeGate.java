package io.switchhook.transport.internal.ws;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.ServerHandshakeStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.switchhook.base.net.StreamClose;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The server's door: lets one handshake through that keeps the rules; anybody else is told why not, and closed. */
final class UpgradeGate extends ChannelInboundHandlerAdapter {
    private final UpgradeRules rules;
    private final Duration patience;
    private boolean decided;
    private @Nullable ScheduledFuture<?> deadline;

    /** @param patience from the connection to the end of the request */
    UpgradeGate(UpgradeRules rules, Duration patience) {
        this.rules = rules;
        this.patience = patience;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline = context.executor().schedule(() -> onTooLate(context), patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stopWaiting();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopWaiting();
        context.fireChannelInactive();
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void onTooLate(ChannelHandlerContext context) {
        decided = true;
        context.fireUserEventTriggered(ServerHandshakeStateEvent.HANDSHAKE_TIMEOUT);
        context.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof FullHttpRequest request)
                || decided
                || !context.channel().isActive()) {
            // What follows a request before it is answered is nobody's (RFC 6455 §4.1), nor is what a peer leaves
            // behind.
            ReferenceCountUtil.release(message);
            return;
        }
        decided = true;
        var refusal = rules.refusalOf(request);
        if (refusal.isPresent()) {
            request.release();
            refuse(context, refusal.get());
        } else {
            context.fireChannelRead(request);
            context.pipeline().remove(this);
        }
    }

    static void refuse(ChannelHandlerContext context, UpgradeRules.Refusal refusal) {
        var body = Unpooled.copiedBuffer(refusal.reason() + "\r\n", StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, refusal.status(), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (refusal.status().equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            // RFC 6455 §4.2.2 item 4; RFC 9110 §15.5.22.
            response.headers()
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, UpgradeRules.VERSION);
        }
        context.fireUserEventTriggered(new StreamClose(
                StreamClose.Kind.CONNECT_FAILED,
                "The handshake was refused with " + refusal.status().code() + ": " + refusal.reason()));
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
