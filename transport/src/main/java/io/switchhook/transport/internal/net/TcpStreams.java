package io.switchhook.transport.internal.net;

import io.switchhook.base.net.StreamAcceptor;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.transport.internal.loop.NioLoop;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** Makes streams of TCP sockets. */
public interface TcpStreams extends AutoCloseable {

    /** Starts to connect to an address; on the loop. */
    StreamConnection connect(NioLoop loop, InetSocketAddress remote, StreamHandler handler);

    /** Takes over a connection that a listener has accepted, and tells the acceptor; on the loop. */
    void adopt(NioLoop loop, SocketChannel socket, StreamAcceptor acceptor);

    /** Ends the threads of all streams. */
    @Override
    void close();
}
