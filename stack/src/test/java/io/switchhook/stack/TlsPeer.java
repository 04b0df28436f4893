package io.switchhook.stack;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.base.net.StreamSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A peer of the bench's stack over TLS, on port 5061 of the other host, that answers nothing and keeps what comes. */
final class TlsPeer implements StreamHandler {
    private static final int PORT = 5061;

    final StringBuilder came = new StringBuilder();
    final List<StreamConnection> accepted = new ArrayList<>();
    private final Bench bench;
    private final StreamSettings settings;
    private final Loop loop;
    private Optional<StreamListener> listener = Optional.empty();

    TlsPeer(Bench bench, StreamSettings settings) {
        this.bench = bench;
        this.settings = settings;
        this.loop = bench.there.openLoop("tls peer");
    }

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(IpLiteral.parse(address).orElseThrow(), PORT);
    }

    TlsPeer listen() throws IOException {
        listener = Optional.of(
                bench.there.network().listen(loop, StreamKind.TLS, at("192.0.2.2"), settings, (connection, now) -> {
                    accepted.add(connection);
                    return this;
                }));
        return this;
    }

    /** Connects to the stack and sends that, with LF or CRLF at the end of lines. */
    void connect(String serverName, String request) {
        var bytes = WirePeer.wire(request).getBytes(StandardCharsets.UTF_8);
        bench.simulation.call(loop, () -> {
            var connection =
                    bench.there.network().connect(loop, StreamKind.TLS, at("192.0.2.1"), serverName, settings, this);
            return connection.send(ByteBuffer.wrap(bytes));
        });
        bench.run(200);
    }

    /** Closes what it has accepted, and its loop. */
    void close() {
        bench.simulation.call(loop, () -> {
            listener.ifPresent(StreamListener::close);
            accepted.forEach(StreamConnection::close);
            return true;
        });
        bench.run(100);
        loop.close();
    }

    @Override
    public void onOpen(StreamConnection stream, long nowNanos) {
        // What it brings is looked at.
    }

    @Override
    public void onBytes(StreamConnection stream, ByteBuffer bytes, long nowNanos) {
        came.append(StandardCharsets.UTF_8.decode(bytes));
    }

    @Override
    public void onClose(StreamConnection stream, StreamClose reason, long nowNanos) {
        // The test looks at what came.
    }
}
