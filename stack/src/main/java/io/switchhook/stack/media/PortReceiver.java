package io.switchhook.stack.media;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Takes what comes in on the two ports of a stream, on the media loop. */
@FunctionalInterface
interface PortReceiver {

    /**
     * @param packet valid during the call only
     * @param overRtcp whether it came on the second port, that of RTCP
     */
    void onDatagram(ByteBuffer packet, InetSocketAddress from, boolean overRtcp, long nowNanos);
}
