package io.switchhook.sip.message.uri;

import java.util.Arrays;

/**
 * A sip or sips URI of the usual kind, as nearly all are: ASCII, the host in letters or IPv4 digits, no headers. Whoever looks for one learns where its parts stand, as one
 * number, and can read it later without looking again. What is not plain may be a URI too.
 */
public final class PlainUri {
    /** No plain URI stands there. */
    public static final long NONE = -1;

    private static final int MAX_PORT = 65535;

    /** Each place is counted from the beginning of the URI; the length comes first and leaves the sign alone. */
    private static final int PLACE_BITS = 16;

    private static final int LONGEST = 0x7fff;

    private PlainUri() {}

    /** Where the parts of the plain URI that begins at {@code from} stand, or {@link #NONE}. It ends at {@link #length}, at {@code to} at the latest. */
    public static long find(byte[] text, int from, int to) {
        int host = SipUriSyntax.schemeEnd(text, from, to);
        if (host < 0) {
            return NONE;
        }
        int at = userEnd(text, host, to);
        if (at >= 0) {
            if (at == host || text[host] == ':') {
                return NONE;
            }
            host = at + 1;
        }
        int hostEnd = host;
        while (hostEnd < to && CharSets.isIn(CharSets.HOST, text[hostEnd])) {
            hostEnd++;
        }
        int portEnd = hostEnd == host ? -1 : portEnd(text, hostEnd, to);
        int end = portEnd < 0 ? -1 : parametersEnd(text, portEnd, to);
        return end < 0 || end - from > LONGEST ? NONE : pack(end - from, portEnd - from, hostEnd - from, host - from);
    }

    /** How many bytes a URI has that was found; -1 of {@link #NONE}. */
    public static int length(long parts) {
        return (int) (parts >> 3 * PLACE_BITS);
    }

    /** Reads the URI that {@link #find} has found at {@code from}. Its bytes are copied. */
    public static SipUri read(byte[] text, int from, long parts) {
        return new SipUri(
                Arrays.copyOfRange(text, from, from + length(parts)),
                place(parts),
                place(parts >>> PLACE_BITS),
                place(parts >>> 2 * PLACE_BITS));
    }

    private static long pack(int length, int parametersStart, int hostEnd, int hostStart) {
        long parts = (long) length << PLACE_BITS | parametersStart;
        return (parts << PLACE_BITS | hostEnd) << PLACE_BITS | hostStart;
    }

    private static int place(long parts) {
        return (int) parts & LONGEST;
    }

    /** Where the first {@code @} stands, or -1 when the URI ends before. */
    private static int userEnd(byte[] text, int from, int to) {
        int i = from;
        while (i < to && CharSets.isIn(CharSets.ASCII_URI, text[i]) && text[i] != '@') {
            i++;
        }
        return i < to && text[i] == '@' ? i : -1;
    }

    /** The end of the host itself when no colon follows it; -1 when no port follows the colon. */
    private static int portEnd(byte[] text, int hostEnd, int to) {
        if (hostEnd == to || text[hostEnd] != ':') {
            return hostEnd;
        }
        int port = 0;
        int i = hostEnd + 1;
        while (i < to && port <= MAX_PORT && CharSets.isIn(CharSets.DIGIT, text[i])) {
            port = port * 10 + text[i++] - '0';
        }
        return i == hostEnd + 1 || port > MAX_PORT ? -1 : i;
    }

    private static int parametersEnd(byte[] text, int from, int to) {
        int i = from;
        while (i < to && text[i] == ';') {
            int name = ++i;
            while (i < to && CharSets.isIn(CharSets.ASCII_URI, text[i]) && text[i] != ';') {
                if (text[i] == '?') {
                    return -1;
                }
                i++;
            }
            if (i == name || text[name] == '=') {
                return -1;
            }
        }
        return i;
    }
}
