package io.switchhook.base.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** An open UDP port. Its methods are called on its loop only. */
public interface DatagramPort {

    /** The bound address, with the real port number. */
    InetSocketAddress local();

    /**
     * Sends the bytes from position to limit as one datagram. The buffer's position stays, and it may be reused after the call.
     *
     * @return false when the system did not take it (no route, buffer full, closed); as with any datagram, true promises nothing about arrival
     */
    boolean send(ByteBuffer packet, InetSocketAddress to);

    /** Closes the port; no datagram is received after it. Closing twice does nothing. */
    void close();
}
