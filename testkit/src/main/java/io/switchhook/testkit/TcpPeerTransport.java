package io.switchhook.testkit;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.base.world.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A TCP listener and the connections it has accepted or opened, one for each remote address. */
final class TcpPeerTransport implements PeerTransport {
    private final World world;
    private final Loop loop;
    private final Receiver receiver;
    private final StreamListener listener;
    private final Map<InetSocketAddress, StreamConnection> connections = new LinkedHashMap<>();

    TcpPeerTransport(World world, Loop loop, InetSocketAddress local, Receiver receiver) throws IOException {
        this.world = world;
        this.loop = loop;
        this.receiver = receiver;
        this.listener = world.network().listen(loop, StreamKind.TCP, local, (connection, now) -> {
            connections.put(connection.remote(), connection);
            return new Connection();
        });
    }

    @Override
    public String name() {
        return "TCP";
    }

    @Override
    public InetSocketAddress local() {
        return listener.local();
    }

    @Override
    public void send(byte[] bytes, InetSocketAddress to) {
        var connection = connections.computeIfAbsent(
                to, remote -> world.network().connect(loop, StreamKind.TCP, remote, "", new Connection()));
        if (!connection.send(ByteBuffer.wrap(bytes))) {
            throw new AssertionError("The stream to " + to + " did not take a message");
        }
    }

    @Override
    public void close() {
        listener.close();
        List.copyOf(connections.values()).forEach(StreamConnection::close);
    }

    private final class Connection implements StreamHandler {
        private final StreamFramer framer = new StreamFramer();

        @Override
        public void onOpen(StreamConnection connection, long nowNanos) {
            connections.put(connection.remote(), connection);
        }

        @Override
        public void onBytes(StreamConnection connection, ByteBuffer received, long nowNanos) {
            var bytes = new byte[received.remaining()];
            received.get(bytes);
            framer.onBytes(bytes).forEach(message -> receiver.onPacket(message, connection.remote()));
        }

        @Override
        public void onClose(StreamConnection connection, StreamClose reason, long nowNanos) {
            connections.remove(connection.remote(), connection);
        }
    }
}
