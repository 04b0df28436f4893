package io.switchhook.stack.spi;

import java.nio.ByteBuffer;

/** One association of DTLS, from its first datagram to its last. Its methods are called on one loop and return at once. */
public interface DtlsAssociation {

    /**
     * A datagram of the peer, of its handshake or after it. More than can be worked off are dropped, as the way might have.
     *
     * @param datagram from position to limit, only valid during this call
     */
    void onDatagram(ByteBuffer datagram);

    /** Ends it: the peer of one that stands is told by close_notify, and the listener hears nothing more but what is to be sent. Closing twice does nothing. */
    void close();
}
