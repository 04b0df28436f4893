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
     * @return false when it cannot go there: no route, too long, closed. As with any datagram, true promises nothing about arrival: one for which the system has no room now is
     *     lost, and the next may not be
     */
    boolean send(ByteBuffer packet, InetSocketAddress to);

    /** Closes the port; no datagram is received after it. Closing twice does nothing. */
    void close();
}
