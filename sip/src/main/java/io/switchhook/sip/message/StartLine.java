package io.switchhook.sip.message;

import io.switchhook.base.text.ByteSearch;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.PlainUri;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The first line of a message, RFC 3261 §7.1 and §7.2.
 *
 * @param end the index behind the line
 * @param status of a response; of a request 0, or the status that such a line is to be answered with
 * @param problem what was wrong, when something was
 * @param method of a request
 * @param from where Request-URI or reason phrase begins
 * @param to where it ends
 * @param plainUri what {@link PlainUri#find} says of the Request-URI of a line as nearly everybody writes it, else {@link PlainUri#NONE}
 */
record StartLine(Kind kind, int end, int status, String problem, SipMethod method, int from, int to, long plainUri) {
    private static final String VERSION = "SIP/2.0";
    private static final String USUAL_END = " SIP/2.0";
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long USUAL_END_BYTES = (long) LONG.get(USUAL_END.getBytes(StandardCharsets.US_ASCII), 0);

    /** What the line begins. */
    enum Kind {
        REQUEST,
        RESPONSE,
        /** Nothing of SIP, or a response that cannot be understood. */
        NONE
    }

    static StartLine read(byte[] bytes, FieldScanner scanner) {
        int end = ByteSearch.lineEnd(bytes, 0);
        while (end < bytes.length && bytes[end] != '\n') {
            end = ByteSearch.lineEnd(bytes, end + 1);
        }
        if (end == bytes.length) {
            return none("no line end in the first line");
        }
        int to = end > 0 && bytes[end - 1] == '\r' ? end - 1 : end;
        return isVersion(bytes, 0, Math.min(to, 4), "SIP/")
                ? readStatus(bytes, to, end + 1)
                : readRequest(bytes, to, end + 1, scanner);
    }

    static boolean isToken(byte c) {
        return FieldScanner.isTokenByte(c);
    }

    private static StartLine none(String problem) {
        return new StartLine(Kind.NONE, 0, 0, problem, SipMethod.ACK, 0, 0, PlainUri.NONE);
    }

    /** {@code SIP/2.0 SP 3DIGIT SP reason}; the space before an empty reason may be missing. */
    private static StartLine readStatus(byte[] bytes, int to, int end) {
        int codeStart = VERSION.length() + 1;
        if (to < codeStart + 3 || !isVersion(bytes, 0, VERSION.length(), VERSION) || bytes[codeStart - 1] != ' ') {
            return none("expected a status line that begins with SIP/2.0 and a status of three digits");
        }
        int code = 0;
        for (int i = codeStart; i < codeStart + 3; i++) {
            int digit = bytes[i] - '0';
            code = digit < 0 || digit > 9 ? -10_000 : code * 10 + digit;
        }
        boolean ended = to == codeStart + 3 || bytes[codeStart + 3] == ' ';
        if (code < 100 || code > 699 || !ended) {
            return none("expected a status from 100 to 699");
        }
        for (int i = codeStart + 3; i < to; i++) {
            if (bytes[i] == '\r' || bytes[i] == 0) {
                return none("expected a reason phrase without CR and NUL");
            }
        }
        int reason = Math.min(to, codeStart + 4);
        return new StartLine(Kind.RESPONSE, end, code, "", SipMethod.ACK, reason, to, PlainUri.NONE);
    }

    /** {@code Method SP Request-URI SP SIP-Version}, with exactly these two spaces. */
    private static StartLine readRequest(byte[] bytes, int to, int end, FieldScanner scanner) {
        int methodEnd = FieldScanner.tokenEnd(bytes, 0, to);
        long plain = usual(bytes, methodEnd, to);
        if (plain != PlainUri.NONE) {
            scanner.restart(bytes, 0, methodEnd);
            int uriEnd = to - USUAL_END.length();
            return new StartLine(Kind.REQUEST, end, 0, "", SipMethod.read(scanner), methodEnd + 1, uriEnd, plain);
        }
        int versionStart = versionStart(bytes, to);
        if (methodEnd == 0 || methodEnd >= to || bytes[methodEnd] != ' ' || versionStart <= methodEnd) {
            return none("expected a first line METHOD uri SIP/2.0 or SIP/2.0 status reason");
        }
        scanner.restart(bytes, 0, methodEnd);
        var method = SipMethod.read(scanner);
        int uriStart = methodEnd + 1;
        int uriEnd = uriStart;
        while (uriEnd < to && bytes[uriEnd] != ' ') {
            uriEnd++;
        }
        if (uriEnd == uriStart || uriEnd + 1 != versionStart) {
            return request(
                    method,
                    end,
                    400,
                    "Malformed Request-Line",
                    uriStart,
                    Math.max(uriStart, Math.min(uriEnd, versionStart)));
        }
        if (isVersion(bytes, versionStart, to, VERSION)) {
            return request(method, end, 0, "", uriStart, uriEnd);
        }
        return isSpaceAt(bytes, to - 1)
                ? request(method, end, 400, "White space at the end of the Request-Line", uriStart, uriEnd)
                : request(method, end, 505, "Version Not Supported", uriStart, uriEnd);
    }

    /** What is known of the Request-URI of a request line as nearly everybody writes it; {@link PlainUri#NONE} for any other line. */
    private static long usual(byte[] bytes, int methodEnd, int to) {
        int uriEnd = to - USUAL_END.length();
        if (methodEnd == 0
                || methodEnd >= uriEnd
                || bytes[methodEnd] != ' '
                || (long) LONG.get(bytes, uriEnd) != USUAL_END_BYTES) {
            return PlainUri.NONE;
        }
        long plain = PlainUri.find(bytes, methodEnd + 1, uriEnd);
        return PlainUri.length(plain) == uriEnd - methodEnd - 1 ? plain : PlainUri.NONE;
    }

    private static StartLine request(SipMethod method, int end, int status, String problem, int from, int to) {
        return new StartLine(Kind.REQUEST, end, status, problem, method, from, to, PlainUri.NONE);
    }

    /** Where the last word begins, if it is {@code SIP/} and digits with a point; white space may follow it. Else -1. */
    private static int versionStart(byte[] bytes, int to) {
        int usual = to - VERSION.length();
        if (usual > 0 && isSpaceAt(bytes, usual - 1) && isVersion(bytes, usual, to, VERSION)) {
            return usual;
        }
        int end = to;
        while (end > 0 && isSpaceAt(bytes, end - 1)) {
            end--;
        }
        int start = end;
        while (start > 0 && !isSpaceAt(bytes, start - 1)) {
            start--;
        }
        int digits = 0;
        int points = 0;
        for (int i = start + 4; i < end; i++) {
            digits += bytes[i] >= '0' && bytes[i] <= '9' ? 1 : 0;
            points += bytes[i] == '.' ? 1 : 0;
        }
        boolean version = end - start >= 7
                && isVersion(bytes, start, start + 4, "SIP/")
                && points == 1
                && digits == end - start - 5;
        return version && bytes[start + 4] != '.' && bytes[end - 1] != '.' ? start : -1;
    }

    private static boolean isSpaceAt(byte[] bytes, int i) {
        return bytes[i] == ' ' || bytes[i] == '\t';
    }

    /** RFC 3261 §7.1: the version is compared without case. */
    private static boolean isVersion(byte[] bytes, int from, int to, String expected) {
        if (to - from != expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            char c = (char) bytes[from + i];
            if (c != expected.charAt(i) && Character.toUpperCase(c) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
