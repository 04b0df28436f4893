package io.switchhook.transport.internal.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.util.ReferenceCountUtil;
import io.switchhook.base.net.WebSocketSettings;
import io.switchhook.transport.internal.net.StreamPatience;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Whatever bytes a peer sends, before the handshake or after it, our handlers hand out whole messages within the bound or end the channel; nothing is thrown past them, and
 * every buffer is given back.
 */
class WebSocketFuzzTest {
    private static final int CAP = 512;
    private static final WebSocketSettings SETTINGS = WebSocketSettings.DEFAULT.withMaxMessageBytes(CAP);

    /** RFC 7118 §4.1. */
    private static final String HANDSHAKE = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\n"
            + "Sec-WebSocket-Version: 13\r\n\r\n";

    @FuzzTest(maxDuration = "1m")
    void serverLivesThroughAnyFirstBytes(byte[] data) {
        var channel = server();
        feed(channel, data);
        end(channel);
    }

    @FuzzTest(maxDuration = "1m")
    void serverLivesThroughAnyFrames(byte[] data) {
        var channel = server();
        feed(channel, HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
        assertThat(answer(channel)).startsWith("HTTP/1.1 101 ");
        feed(channel, data);
        end(channel);
    }

    @FuzzTest(maxDuration = "1m")
    void clientLivesThroughAnyAnswer(byte[] data) {
        var channel = new EmbeddedChannel();
        WebSocketLayer.client(channel.pipeline(), URI.create("ws://a/"), SETTINGS, StreamPatience.DEFAULT);
        channel.pipeline().addLast(new Tail());
        feed(channel, data);
        end(channel);
    }

    /** In the place of the one who tells the loop: what breaks the rules of HTTP or WebSocket ends the channel, anything else is a defect. */
    private static final class Tail extends ChannelInboundHandlerAdapter {

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof CodecException || cause instanceof WebSocketHandshakeException) {
                context.close();
            } else {
                context.fireExceptionCaught(cause);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            assertThat(event).isNotInstanceOf(Violation.class);
        }
    }

    private static EmbeddedChannel server() {
        var channel = new EmbeddedChannel();
        WebSocketLayer.server(channel.pipeline(), SETTINGS, StreamPatience.DEFAULT);
        channel.pipeline().addLast(new Tail());
        return channel;
    }

    /** In pieces that the bytes themselves decide. */
    private static void feed(EmbeddedChannel channel, byte[] data) {
        for (int from = 0; from < data.length && channel.isOpen(); ) {
            int length = Math.min(data.length - from, 1 + (data[from] & 0xff));
            channel.writeInbound(Unpooled.copiedBuffer(data, from, length));
            channel.runPendingTasks();
            from += length;
        }
    }

    private static String answer(EmbeddedChannel channel) {
        var text = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            text.append(out.toString(StandardCharsets.US_ASCII));
            out.release();
        }
        return text.toString();
    }

    private static void end(EmbeddedChannel channel) {
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            assertThat(message).isInstanceOfSatisfying(ByteBuf.class, bytes -> {
                assertThat(bytes.readableBytes()).isBetween(1, CAP + 1);
                assertThat(bytes.refCnt()).isEqualTo(1);
            });
            assertThat(ReferenceCountUtil.release(message)).isTrue();
        }
        channel.finishAndReleaseAll();
    }
}
