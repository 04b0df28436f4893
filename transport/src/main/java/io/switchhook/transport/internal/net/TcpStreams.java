package io.switchhook.transport.internal.net;

import io.switchhook.base.net.StreamAcceptor;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.transport.internal.loop.NioLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** Makes streams of TCP sockets. */
public interface TcpStreams extends AutoCloseable {

    /**
     * Starts to connect to an address; on the loop.
     *
     * @param serverName whom a secure peer has to prove to be
     * @throws IOException when there is no port to connect from
     */
    StreamConnection connect(
            NioLoop loop, Layers layers, InetSocketAddress remote, String serverName, StreamHandler handler)
            throws IOException;

    /** Takes over a connection that a listener has accepted, and tells the acceptor; on the loop. */
    void adopt(NioLoop loop, Layers layers, SocketChannel socket, StreamAcceptor acceptor);

    /** Ends the threads of all streams. */
    @Override
    void close();
}
