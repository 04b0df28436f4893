package io.switchhook.stack.flow;

import io.switchhook.base.net.IpLiteral;
import java.net.InetSocketAddress;
import java.util.OptionalInt;

/**
 * Where a peer finds us, as Via and Contact say it.
 *
 * @param host an address, IPv6 in brackets, or a name
 * @param port empty where there is none to be called
 */
public record OwnPlace(String host, OptionalInt port) {

    /** That address, with its port unless it is 0. */
    public static OwnPlace of(InetSocketAddress address) {
        return new OwnPlace(
                IpLiteral.asHost(address.getAddress()),
                address.getPort() == 0 ? OptionalInt.empty() : OptionalInt.of(address.getPort()));
    }
}
