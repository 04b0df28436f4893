package io.switchhook.ice;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where a STUN or TURN server is.
 *
 * @param address resolved
 * @param account for a TURN server; empty for STUN
 */
public record ServerAddress(InetSocketAddress address, Optional<TurnAccount> account) {

    public ServerAddress {
        if (address.isUnresolved() || address.getPort() == 0) {
            throw new IllegalArgumentException("A server is reached at an address and a port, not at " + address);
        }
    }
}
