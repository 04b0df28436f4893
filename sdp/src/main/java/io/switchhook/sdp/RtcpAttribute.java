package io.switchhook.sdp;

import java.util.Optional;

/**
 * {@code a=rtcp}: where RTCP goes when it is not the port after RTP. RFC 3605 §2.1.
 *
 * @param port 1 to 65535
 * @param connection the address, when it is not the one of the media line
 */
public record RtcpAttribute(int port, Optional<Connection> connection) {

    public RtcpAttribute {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("an RTCP port must be 1 to 65535, not " + port);
        }
    }

    static Optional<RtcpAttribute> parse(String text) {
        var trimmed = text.strip();
        int space = trimmed.indexOf(' ');
        int port = Numbers.parsePort(space < 0 ? trimmed : trimmed.substring(0, space));
        if (port < 1) {
            return Optional.empty();
        }
        var connection = space < 0 ? Optional.<Connection>empty() : Connection.parse(trimmed.substring(space));
        return Optional.of(new RtcpAttribute(port, connection));
    }

    Attribute attribute() {
        return Attribute.of("rtcp", toString());
    }

    /** As written after {@code a=rtcp:}. */
    @Override
    public String toString() {
        return connection.isEmpty() ? Integer.toString(port) : port + " " + connection.get();
    }
}
