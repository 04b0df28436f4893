package io.switchhook.stack.media;

import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.ice.ServerAddress;
import io.switchhook.ice.ServerStreams;
import io.switchhook.ice.ServerTransport;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** The streams of one ICE agent to TURN servers. On the media loop. */
final class TurnStreams implements ServerStreams {
    private final MediaEngine engine;
    private final IceLink link;
    private final Map<Integer, StreamConnection> open = new HashMap<>();

    TurnStreams(MediaEngine engine, IceLink link) {
        this.engine = engine;
        this.link = link;
    }

    @Override
    public void open(int stream, ServerAddress server) {
        var kind = server.server().transport() == ServerTransport.TLS ? StreamKind.TLS : StreamKind.TCP;
        var settings = StreamSettings.DEFAULT.withTrust(server.server().trust());
        open.put(
                stream,
                engine.world()
                        .network()
                        .connect(
                                engine.loop(),
                                kind,
                                server.address(),
                                server.server().host(),
                                settings,
                                handler(stream)));
    }

    private StreamHandler handler(int stream) {
        return new StreamHandler() {
            @Override
            public void onOpen(StreamConnection connection, long nowNanos) {
                // What was sent before is on its way now.
            }

            @Override
            public void onBytes(StreamConnection connection, ByteBuffer bytes, long nowNanos) {
                if (open.containsKey(stream)) {
                    link.onServerBytes(stream, bytes, nowNanos);
                }
            }

            @Override
            public void onClose(StreamConnection connection, StreamClose reason, long nowNanos) {
                if (open.remove(stream) != null) {
                    link.onServerClosed(stream, reason.detail());
                }
            }
        };
    }

    @Override
    public void send(int stream, ByteBuffer bytes) {
        var connection = open.get(stream);
        if (connection != null) {
            connection.send(bytes);
        }
    }

    @Override
    public void close(int stream) {
        var connection = open.remove(stream);
        if (connection != null) {
            connection.close();
        }
    }
}
