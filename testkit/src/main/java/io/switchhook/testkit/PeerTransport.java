package io.switchhook.testkit;

import java.net.InetSocketAddress;

/** How the bytes of a scripted peer travel. Used on the peer's loop only. */
interface PeerTransport {

    /** Takes what arrives. */
    @FunctionalInterface
    interface Receiver {
        void onPacket(byte[] bytes, InetSocketAddress from);
    }

    /** As it stands in Via. */
    String name();

    InetSocketAddress local();

    void send(byte[] bytes, InetSocketAddress to);

    void close();
}
