package io.switchhook.cli.demo;

import io.switchhook.stack.flow.ListenPoint;
import java.net.InetSocketAddress;

/** Addresses of this machine that nobody else reaches. */
final class Loopback {
    private Loopback() {}

    static ListenPoint anyUdpPort() {
        return ListenPoint.parse("udp:127.0.0.1:0", 0);
    }

    static String hostPort(InetSocketAddress address) {
        return "127.0.0.1:" + address.getPort();
    }
}
