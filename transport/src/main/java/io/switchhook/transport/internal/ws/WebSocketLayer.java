package io.switchhook.transport.internal.ws;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.switchhook.base.net.WebSocketSettings;
import io.switchhook.transport.internal.net.StreamPatience;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Puts the handlers of WebSocket into the pipeline of a channel, between TLS, where there is some, and whoever takes the messages. */
public final class WebSocketLayer {
    /** How long the end may wait behind what a peer does not read. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Of a message that is too long so much more arrives, which tells that it was. */
    private static final int CUT = 1;

    private static final int MAX_LINE_BYTES = 4_096;
    private static final int MAX_HEAD_BYTES = 8_192;

    /** A refusal may have a page for people; we do not read it. */
    private static final int MAX_BODY_BYTES = 16_384;

    private WebSocketLayer() {}

    /**
     * For a connection that a peer has opened.
     *
     * @param settings the path and the origins that are taken, and the bounds
     */
    public static void server(ChannelPipeline pipeline, WebSocketSettings settings, StreamPatience patience) {
        var decoding = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(settings.maxMessageBytes() + CUT)
                .expectMaskedFrames(true)
                .allowExtensions(false)
                .closeOnProtocolViolation(true)
                .withUTF8Validator(true)
                .build();
        var config = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/")
                .checkStartsWith(true)
                .subprotocols(UpgradeRules.SUBPROTOCOL)
                .decoderConfig(decoding)
                .handshakeTimeoutMillis(patience.handshake().toMillis())
                .forceCloseTimeoutMillis(CLOSE_TIMEOUT.toMillis())
                .handleCloseFrames(false)
                .sendCloseFrame(WebSocketCloseStatus.NORMAL_CLOSURE)
                .build();
        pipeline.addLast(new OversizedMessages(settings.maxMessageBytes(), patience.message()));
        pipeline.addLast(new HttpServerCodec(http()));
        pipeline.addLast(new UpgradeCollector(MAX_BODY_BYTES));
        pipeline.addLast(new UpgradeGate(new UpgradeRules(settings), patience.handshake()));
        addGuards(pipeline, settings, patience);
        pipeline.addLast(new WebSocketServerProtocolHandler(config));
        addMessages(pipeline, settings.maxMessageBytes() + CUT);
    }

    /**
     * For a connection that we open.
     *
     * @param url {@code ws://pbx.example.com:8080/ws}; its host goes into Host
     */
    public static void client(ChannelPipeline pipeline, URI url, WebSocketSettings settings, StreamPatience patience) {
        var config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(url)
                .subprotocol(UpgradeRules.SUBPROTOCOL)
                .allowExtensions(false)
                .maxFramePayloadLength(settings.maxMessageBytes())
                .performMasking(true)
                .handleCloseFrames(false)
                .generateOriginHeader(false)
                .handshakeTimeoutMillis(patience.handshake().toMillis())
                .forceCloseTimeoutMillis(CLOSE_TIMEOUT.toMillis())
                .sendCloseFrame(WebSocketCloseStatus.NORMAL_CLOSURE)
                .withUTF8Validator(true)
                .build();
        pipeline.addLast(new HttpClientCodec(http(), false, false));
        pipeline.addLast(new HttpObjectAggregator(MAX_BODY_BYTES, true));
        addGuards(pipeline, settings, patience);
        pipeline.addLast(new WebSocketClientProtocolHandler(config));
        addMessages(pipeline, settings.maxMessageBytes());
    }

    private static HttpDecoderConfig http() {
        return new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE_BYTES).setMaxHeaderSize(MAX_HEAD_BYTES);
    }

    private static void addGuards(ChannelPipeline pipeline, WebSocketSettings settings, StreamPatience patience) {
        if (!settings.pingInterval().isZero()) {
            // It sees frames, so that half of one is no sign of life.
            pipeline.addLast(new IdleStateHandler(settings.pingInterval().toNanos(), 0, 0, TimeUnit.NANOSECONDS));
        }
        pipeline.addLast(new FrameGuard(patience.message()));
    }

    private static void addMessages(ChannelPipeline pipeline, int maxBytes) {
        pipeline.addLast(new WebSocketFrameAggregator(maxBytes));
        pipeline.addLast(new SipMessages(maxBytes));
    }
}
