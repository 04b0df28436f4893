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
    private static final String NOWHERE = ".invalid";

    public MediaAddress {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a media port must be 1 to 65535, not " + port);
        }
    }

    /** Empty for a host name and for the unspecified address, to which nothing may be sent. */
    public Optional<InetSocketAddress> socketAddress() {
        return ip().filter(ip -> !ip.isAnyLocalAddress()).map(ip -> new InetSocketAddress(ip, port));
    }

    /** Where to send: unresolved for a host name, which whoever sends has to look up; empty for the unspecified address. */
    public Optional<InetSocketAddress> destination() {
        if (isUnspecified()) {
            return Optional.empty();
        }
        var address = socketAddress();
        return address.isPresent() ? address : Optional.of(InetSocketAddress.createUnresolved(host, port));
    }

    /**
     * {@code 0.0.0.0}, {@code ::} or a name of the top-level domain {@code invalid}: neither RTP nor RTCP may be sent (RFC 3264 §8.4, RFC 6157 §4.1).
     */
    public boolean isUnspecified() {
        var ip = ip();
        return ip.isPresent() ? ip.get().isAnyLocalAddress() : isOfInvalid();
    }

    private boolean isOfInvalid() {
        int end = host.endsWith(".") ? host.length() - 1 : host.length();
        int start = end - NOWHERE.length();
        return host.regionMatches(true, start, NOWHERE, 0, NOWHERE.length());
    }

    public Optional<InetAddress> ip() {
        return IpLiteral.parse(host);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
