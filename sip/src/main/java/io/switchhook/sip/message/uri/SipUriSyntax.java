package io.switchhook.sip.message.uri;

import io.switchhook.base.text.Printable;
import java.util.ArrayList;

/** Where the parts of {@code sip:user:password@host:port;parameters?headers} begin and end, and how they are put together. */
final class SipUriSyntax {
    private static final int MAX_PORT = 65535;

    private SipUriSyntax() {}

    static void checkCharacters(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '<' || c == '>' || c == '"' || c >= 0x7f && c < 0xa0) {
                throw expected("a URI without white space, quotes and brackets", text, i);
            }
        }
    }

    static int hostEnd(String text, int from) {
        int i = from;
        if (i < text.length() && text.charAt(i) == '[') {
            i++;
            while (i < text.length()
                    && (CharSets.isIn(CharSets.HEX, text.charAt(i))
                            || text.charAt(i) == ':'
                            || text.charAt(i) == '.')) {
                i++;
            }
            if (i == from + 1 || i >= text.length() || text.charAt(i++) != ']') {
                throw expected("an IPv6 address in brackets", text, from);
            }
        } else {
            while (i < text.length() && CharSets.isIn(CharSets.HOST, text.charAt(i))) {
                i++;
            }
        }
        if (i == from) {
            throw expected("a host", text, i);
        }
        return i;
    }

    /** The end of the host itself when no colon follows it. */
    static int portEnd(String text, int hostEnd) {
        int i = hostEnd;
        if (i < text.length() && text.charAt(i) == ':') {
            i++;
            while (i < text.length() && CharSets.isIn(CharSets.DIGIT, text.charAt(i))) {
                i++;
            }
        }
        return i;
    }

    /** The port that stands between, or -1 when there is none. */
    static int port(String text, int hostEnd, int portEnd) {
        if (hostEnd == portEnd) {
            return -1;
        }
        int port = 0;
        for (int i = hostEnd + 1; i < portEnd && port <= MAX_PORT; i++) {
            port = port * 10 + text.charAt(i) - '0';
        }
        if (portEnd == hostEnd + 1 || port > MAX_PORT) {
            throw expected("a port from 0 to 65535", text, hostEnd + 1);
        }
        return port;
    }

    /** Parameters and headers each begin with a name; an empty one between two separators is refused. */
    static void checkPart(String text, int from, int to, char separator) {
        if (from == to) {
            return;
        }
        if (text.charAt(from) != (separator == '&' ? '?' : ';')) {
            throw expected("':', ';', '?' or the end after the host", text, from);
        }
        for (int i = from; i < to; i++) {
            char next = i + 1 < to ? text.charAt(i + 1) : separator;
            if ((i == from || text.charAt(i) == separator) && (next == separator || next == '=')) {
                throw expected("a name", text, i + 1);
            }
        }
    }

    static Parameters split(String text, int from, int to, char separator) {
        var plain = new ArrayList<String>();
        int i = from + 1;
        while (i < to) {
            int end = text.indexOf(separator, i);
            end = end < 0 || end > to ? to : end;
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

    static MalformedException expected(String what, String text, int offset) {
        return new MalformedException(
                "expected " + what + " at offset " + offset + " of \"" + Printable.escape(text) + "\"");
    }
}
