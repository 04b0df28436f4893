package io.switchhook.testkit;

import io.switchhook.base.net.IpLiteral;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The little grammar that scripts need: lists, parameters, the host and port of a URI. */
final class Texts {
    private static final int SHORT = 120;
    private static final Pattern HOST_PORT =
            Pattern.compile("^sips?:(?:[^@;?]*@)?(\\[[^\\]]+\\]|[^:;?\\[\\]]+)(?::(\\d{1,5}))?(?:[;?].*)?$");

    private Texts() {}

    static String shortened(String text) {
        return text.length() <= SHORT ? text : text.substring(0, SHORT) + "...";
    }

    /** Splits at commas outside of quotes and angle brackets. */
    static List<String> splitList(String value) {
        var parts = new ArrayList<String>();
        boolean quoted = false;
        boolean bracketed = false;
        int start = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '<' || c == '>') {
                bracketed = c == '<';
            } else if (c == ',' && !bracketed) {
                addPart(parts, value.substring(start, i));
                start = i + 1;
            }
        }
        addPart(parts, value.substring(start));
        return List.copyOf(parts);
    }

    private static void addPart(List<String> parts, String text) {
        var part = text.trim();
        if (!part.isEmpty()) {
            parts.add(part);
        }
    }

    /** A header parameter, after the closing bracket where there is one; without its quotes. */
    static Optional<String> parameter(String element, String name) {
        int at = endOfPart(element, Math.max(0, element.lastIndexOf('>')));
        while (at < element.length() && element.charAt(at) == ';') {
            int end = endOfPart(element, at + 1);
            var part = element.substring(at + 1, end);
            int equals = part.indexOf('=');
            if ((equals < 0 ? part : part.substring(0, equals)).strip().equalsIgnoreCase(name)) {
                return Optional.of(
                        equals < 0 ? "" : unquoted(part.substring(equals + 1).strip()));
            }
            at = end;
        }
        return Optional.empty();
    }

    /** The next semicolon or comma outside of quotes, or the end. */
    private static int endOfPart(String text, int from) {
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!quoted && (c == ';' || c == ',')) {
                return i;
            }
            quoted ^= c == '"';
        }
        return text.length();
    }

    static String unquoted(String text) {
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    /** The URI of a name-addr or addr-spec. */
    static String uriOf(String element) {
        int open = element.lastIndexOf('<');
        int close = element.indexOf('>', open + 1);
        if (open >= 0 && close > open) {
            return element.substring(open + 1, close);
        }
        int semicolon = element.indexOf(';');
        return (semicolon < 0 ? element : element.substring(0, semicolon)).trim();
    }

    /** Where a URI with an address literal points to; empty for a host name. */
    static Optional<InetSocketAddress> addressOf(String uri) {
        var matcher = HOST_PORT.matcher(uri);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = matcher.group(2) == null ? 5060 : Integer.parseInt(matcher.group(2));
        return port > 65_535
                ? Optional.empty()
                : IpLiteral.parse(matcher.group(1)).map(address -> new InetSocketAddress(address, port));
    }

    /** The sent-by of a Via element as an address; empty for a host name. */
    static Optional<InetSocketAddress> sentBy(String via) {
        var fields = via.trim().split("\\s+", 2);
        return fields.length < 2 ? Optional.empty() : addressOf("sip:" + fields[1].trim());
    }
}
