package io.switchhook.ice;

import io.switchhook.base.net.IpLiteral;
import java.net.InetSocketAddress;

/**
 * Where a STUN or TURN server is.
 *
 * @param address resolved
 * @param server what is asked there, as whom and by what
 */
public record ServerAddress(InetSocketAddress address, IceServer server) {

    public ServerAddress {
        if (address.isUnresolved() || address.getPort() == 0) {
            throw new IllegalArgumentException("A server is reached at an address and a port, not at " + address);
        }
    }

    /** As troubles name it. */
    String told() {
        return IpLiteral.asHostPort(address);
    }

    boolean isRelay() {
        return server.account().isPresent();
    }

    boolean isStream() {
        return server.transport().isStream();
    }
}
