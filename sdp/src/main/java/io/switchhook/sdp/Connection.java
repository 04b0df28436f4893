package io.switchhook.sdp;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.text.StandingTexts;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@code c=} line: where media is to be sent. RFC 8866 §5.7.
 *
 * @param netType {@code IN}
 * @param addressType {@code IP4} or {@code IP6}
 * @param address an IP address or a host name as written, perhaps with {@code /ttl/count}
 */
public record Connection(String netType, String addressType, String address) {
    /** A telephone says the same in {@code o=} and {@code c=}, and in each of its calls. */
    private static final StandingTexts<Connection> KNOWN = new StandingTexts<>(6, 64);

    public Connection {
        if (netType.isBlank() || addressType.isBlank() || address.isBlank()) {
            throw new IllegalArgumentException("a connection needs a network type, an address type and an address");
        }
    }

    public static Connection of(InetAddress address) {
        return new Connection("IN", addressTypeOf(address), IpLiteral.asText(address));
    }

    static String addressTypeOf(InetAddress address) {
        return address instanceof Inet6Address ? "IP6" : "IP4";
    }

    static Optional<Connection> parse(String text) {
        return parse(new SdpText(text), 0, text.length());
    }

    /** Reads what stands between two places of a text. */
    static Optional<Connection> parse(SdpText text, int start, int stop) {
        var usual = usual(text, start, stop);
        if (usual != null) {
            return Optional.of(usual);
        }
        var fields = Fields.of(text.cut(start, stop).strip());
        // A field may be a tab, which is no separator here.
        boolean complete = fields.size() == 3
                && !fields.get(0).isBlank()
                && !fields.get(1).isBlank()
                && !fields.get(2).isBlank();
        return complete ? Optional.of(new Connection(fields.get(0), fields.get(1), fields.get(2))) : Optional.empty();
    }

    /** The connection between two places when it is written as nearly everybody does; null for any other. */
    static @Nullable Connection usual(SdpText text, int start, int stop) {
        var known = KNOWN.find(0, text.bytes(), start, stop);
        return known != null ? known : newUsual(text, start, stop);
    }

    private static @Nullable Connection newUsual(SdpText text, int start, int stop) {
        var ends = new int[3];
        if (!Fields.areSingle(text, start, stop, ends)) {
            return null;
        }
        var connection = new Connection(
                text.word(start, ends[0]), text.word(ends[0] + 1, ends[1]), text.word(ends[1] + 1, ends[2]));
        // The byte of a question mark may stand for a character that has none.
        if (connection.toString().indexOf('?') < 0) {
            KNOWN.keep(0, text.bytes(), start, stop, connection);
        }
        return connection;
    }

    /** The address without {@code /ttl/count} and without brackets, which some peers put around IPv6. */
    public String host() {
        int slash = address.indexOf('/');
        var host = slash < 0 ? address : address.substring(0, slash);
        boolean bracketed = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }

    /** The address when it is a literal; empty for a host name. */
    public Optional<InetAddress> ip() {
        return IpLiteral.parse(host());
    }

    /** {@code 0.0.0.0} or {@code ::}: nothing may be sent there; the hold of RFC 2543 (RFC 3264 §8.4). */
    public boolean isUnspecified() {
        return ip().map(InetAddress::isAnyLocalAddress).orElse(false);
    }

    public boolean isMulticast() {
        return ip().map(InetAddress::isMulticastAddress).orElse(false);
    }

    /** As written after {@code c=}. */
    @Override
    public String toString() {
        return netType + " " + addressType + " " + address;
    }
}
