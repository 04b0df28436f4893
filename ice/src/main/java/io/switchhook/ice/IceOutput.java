package io.switchhook.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Sends what an agent wants to send. */
@FunctionalInterface
public interface IceOutput {

    /**
     * @param component whose port it leaves by: 1 for RTP, 2 for RTCP
     * @param packet valid during the call only
     */
    void send(int component, ByteBuffer packet, InetSocketAddress to);
}
