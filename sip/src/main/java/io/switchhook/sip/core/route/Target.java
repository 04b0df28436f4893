package io.switchhook.sip.core.route;

import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One place to send a request to.
 *
 * @param transport UDP, TCP, TLS, WS or WSS
 * @param serverName the name that a certificate has to prove (RFC 5922 §7.1): the host of the URI, never one that DNS gave
 */
public record Target(String transport, InetSocketAddress address, String serverName) {
    // By hand, for a fast start: an archive of classes does not hold the methods that a record is given.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Target that
                && transport.equals(that.transport)
                && address.equals(that.address)
                && serverName.equals(that.serverName);
    }

    @Override
    public int hashCode() {
        return Objects.hash(transport, address, serverName);
    }
}
