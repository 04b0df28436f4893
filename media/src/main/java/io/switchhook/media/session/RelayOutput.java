package io.switchhook.media.session;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** The only way out of a relay. */
@FunctionalInterface
public interface RelayOutput {

    /**
     * @param side whose port to send from
     * @param packet from position to limit, the very buffer that came in where neither side has keys; reused after the call
     * @param to where the side is
     * @param rtcp whether it belongs on the RTCP port; false for RTCP that shares the port of RTP (RFC 5761)
     */
    void send(RelaySide side, ByteBuffer packet, InetSocketAddress to, boolean rtcp);
}
