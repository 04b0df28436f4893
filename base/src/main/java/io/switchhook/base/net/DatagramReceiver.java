package io.switchhook.base.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Takes the datagrams of one port, on the port's loop. */
@FunctionalInterface
public interface DatagramReceiver {

    /**
     * @param packet the datagram from position to limit; valid during the call only, copy what must stay
     * @param nowNanos the loop's time of arrival
     */
    void onDatagram(ByteBuffer packet, InetSocketAddress from, long nowNanos);
}
