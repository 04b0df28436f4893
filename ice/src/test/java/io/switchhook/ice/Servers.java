package io.switchhook.ice;

import io.switchhook.base.net.IpLiteral;
import java.net.InetSocketAddress;

/** Servers as tests name them. */
final class Servers {
    private Servers() {}

    private static String host(InetSocketAddress address) {
        return IpLiteral.asText(address.getAddress());
    }

    static ServerAddress stun(InetSocketAddress address) {
        return new ServerAddress(address, IceServer.stun(host(address), address.getPort()));
    }

    static ServerAddress turn(InetSocketAddress address, String username, String password) {
        return new ServerAddress(address, IceServer.turn(host(address), address.getPort(), username, password));
    }

    static ServerAddress turn(InetSocketAddress address, ServerTransport transport) {
        var server = turn(address, "alice", "wonderland").server();
        return new ServerAddress(address, server.over(transport));
    }
}
