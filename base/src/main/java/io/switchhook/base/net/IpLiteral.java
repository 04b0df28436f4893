package io.switchhook.base.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** IP addresses written as text. Unlike {@link InetAddress#getByName} it never asks DNS and takes no shortened forms such as {@code 127.1}. */
public final class IpLiteral {
    private IpLiteral() {}

    /** Reads {@code 192.0.2.1}, {@code 2001:db8::1} or {@code [2001:db8::1]}; empty when the text is anything else, a host name for one. */
    public static Optional<InetAddress> parse(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            return parseV6(text.substring(1, text.length() - 1));
        }
        return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
    }

    /** Writes an address as a SIP host: IPv6 in brackets, without a zone. */
    public static String asHost(InetAddress address) {
        var text = asText(address);
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }

    /** Writes an address as SDP does: IPv6 without brackets, without a zone, in the one form of RFC 5952 §4. */
    public static String asText(InetAddress address) {
        return address instanceof Inet6Address ? compressed(address.getAddress()) : address.getHostAddress();
    }

    /** Writes {@code 192.0.2.1:5060} or {@code [2001:db8::1]:5060}. */
    public static String asHostPort(InetSocketAddress address) {
        return asHost(address.getAddress()) + ":" + address.getPort();
    }

    private static String compressed(byte[] bytes) {
        int gap = -1;
        int gapLength = 1; // RFC 5952 §4.2.2: a single group of zeros is not shortened.
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && group(bytes, i + run) == 0) {
                run++;
            }
            if (run > gapLength) { // RFC 5952 §4.2.3: the longest run, of equal ones the first.
                gap = i;
                gapLength = run;
            }
        }
        var text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == gap) {
                text.append("::");
                i += gapLength - 1;
            } else {
                text.append(i > 0 && text.charAt(text.length() - 1) != ':' ? ":" : "")
                        .append(Integer.toHexString(group(bytes, i)));
            }
        }
        return text.toString();
    }

    private static int group(byte[] bytes, int index) {
        return (bytes[2 * index] & 0xff) << 8 | bytes[2 * index + 1] & 0xff;
    }

    private static Optional<InetAddress> parseV4(String text) {
        var bytes = new byte[4];
        return readV4(text, bytes, 0) ? Optional.of(fromBytes(bytes)) : Optional.empty();
    }

    private static boolean readV4(String text, byte[] target, int at) {
        int part = 0;
        int value = -1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (value < 0 || part == 4) {
                    return false;
                }
                target[at + part++] = (byte) value;
                value = -1;
            } else if (c < '0' || c > '9' || value == 0 || (value = Math.max(value, 0) * 10 + c - '0') > 255) {
                return false;
            }
        }
        return part == 4;
    }

    /** RFC 4291 §2.2: eight groups, one run of zeros as {@code ::}, the last two groups perhaps as IPv4. */
    private static Optional<InetAddress> parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        var head = gap < 0 ? text : text.substring(0, gap);
        var tail = gap < 0 ? "" : text.substring(gap + 2);
        var bytes = new byte[16];
        int headLength = readGroups(head, bytes, gap < 0);
        var tailBytes = new byte[16];
        int tailLength = readGroups(tail, tailBytes, true);
        if (headLength < 0 || tailLength < 0 || (gap < 0 ? headLength != 16 : headLength + tailLength > 14)) {
            return Optional.empty();
        }
        System.arraycopy(tailBytes, 0, bytes, 16 - tailLength, tailLength);
        return Optional.of(fromBytes(bytes));
    }

    /** Returns the number of bytes read, -1 when malformed. */
    private static int readGroups(String text, byte[] target, boolean mayEndInV4) {
        if (text.isEmpty()) {
            return 0;
        }
        int length = 0;
        var groups = text.split(":", -1);
        for (int i = 0; i < groups.length; i++) {
            var group = groups[i];
            if (mayEndInV4 && i == groups.length - 1 && group.indexOf('.') >= 0) {
                return length <= 12 && readV4(group, target, length) ? length + 4 : -1;
            }
            int value = hexGroup(group);
            if (length > 14 || value < 0) {
                return -1;
            }
            target[length++] = (byte) (value >> 8);
            target[length++] = (byte) value;
        }
        return length;
    }

    private static int hexGroup(String group) {
        if (group.isEmpty() || group.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < group.length(); i++) {
            int digit = group.charAt(i) < 128 ? Character.digit(group.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static InetAddress fromBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are always an address", e);
        }
    }
}
