package io.switchhook.transport.internal.net;

import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.transport.internal.loop.NioLoop;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A stream that could not even be tried; its handler hears why in a later turn of the loop. */
public final class FailedConnection implements StreamConnection {
    private final StreamKind kind;
    private final InetSocketAddress remote;

    private FailedConnection(StreamKind kind, InetSocketAddress remote) {
        this.kind = kind;
        this.remote = remote;
    }

    public static StreamConnection report(
            NioLoop loop, StreamKind kind, InetSocketAddress remote, StreamHandler handler, String why) {
        var connection = new FailedConnection(kind, remote);
        var reason = new StreamClose(StreamClose.Kind.CONNECT_FAILED, why);
        loop.postReserved(() -> handler.onClose(connection, reason, loop.nowNanos()));
        return connection;
    }

    @Override
    public StreamKind kind() {
        return kind;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(0);
    }

    @Override
    public boolean proves(String name) {
        return false;
    }

    @Override
    public boolean send(ByteBuffer bytes) {
        return false;
    }

    @Override
    public void close() {
        // It is closed.
    }
}
