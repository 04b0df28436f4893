package io.switchhook.base.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A byte stream, connecting, open or closed. Its methods are called on its loop only. Over WebSocket it is one of messages: what is sent at once arrives at once, and as
 * a whole.
 */
public interface StreamConnection {

    StreamKind kind();

    InetSocketAddress remote();

    /** Our end, with its real port from the beginning; an unbound address when there was no port to connect from. */
    InetSocketAddress local();

    /**
     * Whether the peer has proven to be {@code name}, so that what is meant for that name may be sent here too (RFC 5923 §9). False for plain streams and before the
     * stream is open; where we trust anybody, true when this was the name that we connected to.
     */
    boolean proves(String name);

    /**
     * Queues the bytes from position to limit; they are copied, and the buffer's position stays. While the stream connects they wait.
     *
     * @return false when the stream is closed or the peer has not read for so long that our bound of unsent bytes is reached; nothing was queued then
     */
    boolean send(ByteBuffer bytes);

    /** Sends what is queued, then closes. The handler hears {@link StreamClose.Kind#LOCAL}. Closing twice does nothing. */
    void close();
}
