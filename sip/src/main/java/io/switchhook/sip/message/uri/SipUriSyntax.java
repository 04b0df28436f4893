package io.switchhook.sip.message.uri;

import io.switchhook.base.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/** Where the parts of {@code sip:user:password@host:port;parameters?headers} begin and end, and how they are put together. */
final class SipUriSyntax {
    private static final int MAX_PORT = 65535;

    private SipUriSyntax() {}

    /** The index behind {@code sip:} or {@code sips:}, or -1 when the text from {@code from} up to {@code to} begins with neither. */
    static int schemeEnd(byte[] text, int from, int to) {
        boolean sip = to - from > 3
                && (text[from] | 0x20) == 's'
                && (text[from + 1] | 0x20) == 'i'
                && (text[from + 2] | 0x20) == 'p';
        if (sip && text[from + 3] == ':') {
            return from + 4;
        }
        return sip && to - from > 4 && (text[from + 3] | 0x20) == 's' && text[from + 4] == ':' ? from + 5 : -1;
    }

    /** Looks at every byte behind the scheme, and returns where the first {@code @} is, or -1. */
    static int checkCharacters(byte[] text, int from) {
        int at = -1;
        for (int i = from; i < text.length; i++) {
            byte c = text[i];
            if (!CharSets.isIn(CharSets.URI, c) || isC1(text, i)) {
                throw expected("a URI without white space, quotes and brackets", text, i);
            }
            if (c == '@' && at < 0) {
                at = i;
            }
        }
        return at;
    }

    /** The controls U+0080 to U+009F, as UTF-8 has them. */
    private static boolean isC1(byte[] text, int i) {
        return text[i] == (byte) 0xc2 && i + 1 < text.length && (text[i + 1] & 0xe0) == 0x80;
    }

    static int hostEnd(byte[] text, int from) {
        int i = from;
        if (i < text.length && text[i] == '[') {
            i++;
            while (i < text.length && (CharSets.isIn(CharSets.HEX, text[i]) || text[i] == ':' || text[i] == '.')) {
                i++;
            }
            if (i == from + 1 || i >= text.length || text[i++] != ']') {
                throw expected("an IPv6 address in brackets", text, from);
            }
        } else {
            while (i < text.length && CharSets.isIn(CharSets.HOST, text[i])) {
                i++;
            }
        }
        if (i == from) {
            throw expected("a host", text, i);
        }
        return i;
    }

    /** Where the question mark stands, or the end. */
    static int headersStart(byte[] text, int from) {
        return indexOf(text, '?', from);
    }

    /** Where a character stands, or the end. */
    static int indexOf(byte[] text, char wanted, int from) {
        int i = from;
        while (i < text.length && text[i] != wanted) {
            i++;
        }
        return i;
    }

    /** The end of the host itself when no colon follows it; a port is checked. */
    static int portEnd(byte[] text, int hostEnd) {
        int i = hostEnd;
        if (i < text.length && text[i] == ':') {
            i++;
            while (i < text.length && CharSets.isIn(CharSets.DIGIT, text[i])) {
                i++;
            }
            port(text, hostEnd, i);
        }
        return i;
    }

    /** The port that stands between, with its colon. */
    static int port(byte[] text, int hostEnd, int portEnd) {
        int port = 0;
        for (int i = hostEnd + 1; i < portEnd && port <= MAX_PORT; i++) {
            port = port * 10 + text[i] - '0';
        }
        if (portEnd == hostEnd + 1 || port > MAX_PORT) {
            throw expected("a port from 0 to 65535", text, hostEnd + 1);
        }
        return port;
    }

    /** Parameters and headers each begin with a name; an empty one between two separators is refused. */
    static void checkPart(byte[] text, int from, int to, char separator) {
        if (from == to) {
            return;
        }
        if (text[from] != (separator == '&' ? '?' : ';')) {
            throw expected("':', ';', '?' or the end after the host", text, from);
        }
        for (int i = from; i < to; i++) {
            int next = i + 1 < to ? text[i + 1] : separator;
            if ((i == from || text[i] == separator) && (next == separator || next == '=')) {
                throw expected("a name", text, i + 1);
            }
        }
    }

    /** What {@link #checkPart} has passed, which begins with its separator or question mark. */
    static Parameters split(String text, char separator) {
        var plain = new ArrayList<String>();
        int i = 1;
        while (i < text.length()) {
            int end = text.indexOf(separator, i);
            end = end < 0 ? text.length() : end;
            int equals = text.indexOf('=', i);
            boolean flag = equals < 0 || equals > end;
            plain.add(Escapes.decode(text.substring(i, flag ? end : equals)));
            plain.add(flag ? null : Escapes.decode(text.substring(equals + 1, end)));
            i = end + 1;
        }
        return Parameters.ofPlain(plain);
    }

    static void join(Parameters parameters, char first, char next, int set, StringBuilder target) {
        char separator = first;
        for (var entry : parameters.entries()) {
            target.append(separator).append(Escapes.encode(set, entry.name()));
            if (entry.value().isPresent()) {
                target.append('=').append(Escapes.encode(set, entry.value().get()));
            }
            separator = next;
        }
    }

    static MalformedException expected(String what, byte[] text, int offset) {
        return new MalformedException("expected " + what + " at offset " + offset + " of \""
                + Printable.escape(new String(text, StandardCharsets.UTF_8)) + "\"");
    }
}
