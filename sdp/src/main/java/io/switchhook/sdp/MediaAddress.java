package io.switchhook.sdp;

import io.switchhook.base.net.IpLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where a peer wants RTP or RTCP.
 *
 * @param host an IP address without brackets, or a host name that the caller has to resolve
 * @param port 1 to 65535
 */
public record MediaAddress(String host, int port) {

    public MediaAddress {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a media port must be 1 to 65535, not " + port);
        }
    }

    /** Empty for a host name and for the unspecified address, to which nothing may be sent. */
    public Optional<InetSocketAddress> socketAddress() {
        return ip().filter(ip -> !ip.isAnyLocalAddress()).map(ip -> new InetSocketAddress(ip, port));
    }

    /** {@code 0.0.0.0} or {@code ::}: neither RTP nor RTCP may be sent (RFC 3264 §8.4). */
    public boolean isUnspecified() {
        return ip().map(InetAddress::isAnyLocalAddress).orElse(false);
    }

    public Optional<InetAddress> ip() {
        return IpLiteral.parse(host);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
