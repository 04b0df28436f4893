package io.switchhook.stack.flow;

import io.switchhook.base.net.IpLiteral;
import java.net.InetSocketAddress;

/**
 * Where a stack listens.
 *
 * @param address with port 0 for any free port; the wildcard address for all addresses of the host
 */
public record ListenPoint(TransportKind transport, InetSocketAddress address) {

    @Override
    public String toString() {
        return transport.parameter() + ":" + IpLiteral.asHostPort(address);
    }

    /**
     * Reads {@code udp:127.0.0.1:5060}, {@code tcp:[::1]:5060}, {@code tls:127.0.0.1}, {@code wss:127.0.0.1:8443}, or an address alone, which means UDP.
     *
     * @param defaultPort the port where the text has none; for TLS it is the one after it (RFC 3261 §19.1.2), for WS 80 and for WSS 443 (RFC 7118 §5.5), unless it is 0
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    public static ListenPoint parse(String text, int defaultPort) {
        var rest = text;
        var transport = TransportKind.UDP;
        int colon = text.indexOf(':');
        if (colon > 0
                && Character.isLetter(text.charAt(0))
                && text.substring(0, colon).chars().allMatch(Character::isLetter)) {
            var name = text.substring(0, colon);
            transport = TransportKind.parse(name)
                    .orElseThrow(() -> new IllegalArgumentException("\"" + name
                            + "\" is not a transport; use udp, tcp, tls, ws or wss, as in udp:127.0.0.1:5060"));
            rest = text.substring(colon + 1);
        }
        return new ListenPoint(transport, parseAddress(rest, portOf(transport, defaultPort)));
    }

    private static int portOf(TransportKind transport, int defaultPort) {
        if (defaultPort == 0) {
            return 0;
        }
        return switch (transport) {
            case UDP, TCP -> defaultPort;
            case TLS -> defaultPort + 1;
            case WS, WSS -> transport.defaultPort();
        };
    }

    private static InetSocketAddress parseAddress(String text, int defaultPort) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon >= 0 && (text.indexOf(':') == colon || text.lastIndexOf(']') == colon - 1);
        var host = hasPort ? text.substring(0, colon) : text;
        var address = IpLiteral.parse(host)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + host + "\" is not an IP address; write 192.0.2.1:5060 or [2001:db8::1]:5060"));
        return new InetSocketAddress(address, hasPort ? parsePort(text.substring(colon + 1)) : defaultPort);
    }

    private static int parsePort(String text) {
        if (text.isEmpty()
                || text.length() > 5
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')
                || Integer.parseInt(text) > 65535) {
            throw new IllegalArgumentException("\"" + text + "\" is not a port; use 0 to 65535");
        }
        return Integer.parseInt(text);
    }
}
