package io.switchhook.media.session;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** The only way out of a stream. */
@FunctionalInterface
public interface RtpOutput {

    /**
     * @param packet from position to limit; reused after the call
     * @param to the address learned or advertised
     * @param rtcp whether it belongs on the RTCP port; false for RTCP that shares the port of RTP (RFC 5761)
     */
    void send(ByteBuffer packet, InetSocketAddress to, boolean rtcp);
}
