package io.switchhook.sip.message;

import io.switchhook.base.text.ByteSearch;
import io.switchhook.sip.message.header.ContentLengthHeader;
import io.switchhook.sip.message.header.HeaderName;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.FieldScanner;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One pass over the bytes of one message: start line, header lines, body. It remembers the first problem and reads on, so that a 400 can be built. */
final class MessageReader {
    /** {@code SIP/2.0/UDP a} and a comma: no Via takes fewer bytes, so that most messages need no counting. */
    private static final int LEAST_VIA_BYTES = 14;

    /** {@code <sip:a>} and a comma. */
    private static final int LEAST_ROUTE_BYTES = 8;

    private final Limits limits;
    private final byte[] bytes;
    private final FieldScanner scanner;
    private MessageCheck.@Nullable Problem problem;

    private int at;
    /** Always with room for the end of the last line. */
    private int[] index = new int[16];

    private int count;
    private int longestLine;
    /** Lines that others said before; it begins with the line {@link #standingFrom}. */
    private @Nullable StandingRun run;
    /** Where the standing lines begin that end here. */
    private int standingFrom;

    private int headersEnd;
    private int bodyStart;
    private int bodyEnd;

    MessageReader(ByteBuffer datagram, Limits limits) {
        this.limits = limits;
        while (datagram.hasRemaining() && isLineEnd(datagram.get(datagram.position()))) {
            datagram.get();
        }
        if (datagram.remaining() > limits.maxMessageBytes()) {
            note(513, "Message larger than " + limits.maxMessageBytes() + " bytes");
        }
        this.bytes = copy(datagram, Math.min(datagram.remaining(), limits.maxMessageBytes()));
        datagram.position(datagram.limit());
        this.scanner = new FieldScanner(bytes, 0, 0);
    }

    private static byte[] copy(ByteBuffer datagram, int length) {
        if (datagram.hasArray()) {
            // Does not clear the copy before it is filled.
            int from = datagram.arrayOffset() + datagram.position();
            return Arrays.copyOfRange(datagram.array(), from, from + length);
        }
        var copy = new byte[length];
        datagram.get(copy);
        return copy;
    }

    ParseResult read() {
        if (bytes.length == 0) {
            return new ParseResult.Discarded("only line ends: a keep-alive");
        }
        var start = StartLine.read(bytes, scanner);
        if (start.kind() == StartLine.Kind.NONE) {
            return new ParseResult.Discarded(start.problem());
        }
        if (start.kind() == StartLine.Kind.REQUEST && start.status() != 0) {
            note(start.status(), start.problem());
        }
        at = start.end();
        readHeaders();
        endStanding();
        index[count] = HeaderLines.closed(headersEnd);
        var lines = new HeaderLines(bytes, index, count, run, standingFrom);
        readBody(lines);
        limitValues(lines);
        limitVias(lines);
        limitRoutes(lines);
        return result(start, lines);
    }

    private ParseResult result(StartLine start, HeaderLines found) {
        var whole = bodyEnd == bytes.length ? bytes : Arrays.copyOf(bytes, bodyEnd);
        var lines = found.over(whole);
        if (start.kind() == StartLine.Kind.RESPONSE) {
            var response = new SipResponse(whole, lines, bodyStart, start.status(), start.from(), start.to());
            return finish(response);
        }
        return finish(
                new SipRequest(whole, lines, bodyStart, start.method(), start.from(), start.to(), start.plainUri()));
    }

    private ParseResult finish(SipMessage message) {
        var found = problem != null ? Optional.of(problem) : MessageCheck.problemOf(message, scanner);
        if (found.isEmpty()) {
            return new ParseResult.Parsed(message);
        }
        var wrong = found.get();
        // RFC 3261 §17.1.1.3: nobody answers an ACK; §16.7 and §18.1.2: a malformed response is dropped.
        if (message instanceof SipRequest request && !request.method().equals(SipMethod.ACK)) {
            var answerable = Optional.of(request).filter(MessageReader::hasReadableVia);
            return new ParseResult.Rejected(wrong.status(), wrong.reason(), answerable, wrong.detail());
        }
        return new ParseResult.Discarded(wrong.detail());
    }

    private static boolean hasReadableVia(SipRequest request) {
        try {
            return request.first(ViaHeader.TYPE).isPresent();
        } catch (MalformedHeaderException e) {
            return false;
        }
    }

    private void note(int status, String reason) {
        note(status, reason, reason);
    }

    private void note(int status, String reason, String detail) {
        if (problem == null) {
            problem = new MessageCheck.Problem(status, reason, detail);
        }
    }

    private static boolean isLineEnd(byte c) {
        return c == '\r' || c == '\n';
    }

    /** Up to the empty line, or to the first thing that makes reading on pointless. */
    private void readHeaders() {
        while (true) {
            headersEnd = at;
            if (at >= bytes.length) {
                note(400, "Header section does not end with an empty line");
                bodyStart = at;
                return;
            }
            if (bytes[at] == '\n' || bytes[at] == '\r' && at + 1 < bytes.length && bytes[at + 1] == '\n') {
                bodyStart = at + (bytes[at] == '\n' ? 1 : 2);
                return;
            }
            if (count == limits.maxHeaderLines()) {
                note(513, "More than " + count + " header lines");
                bodyStart = at;
                return;
            }
            if (!readLine()) {
                bodyStart = headersEnd;
                return;
            }
        }
    }

    private boolean readLine() {
        int start = at;
        int colon = ByteSearch.indexOf(':', bytes, start, bytes.length);
        int nameEnd = colon;
        while (nameEnd > start && (bytes[nameEnd - 1] == ' ' || bytes[nameEnd - 1] == '\t')) {
            nameEnd--;
        }
        int name = HeaderName.indexOf(bytes, start, nameEnd);
        if (colon == bytes.length || name < 0 && !isToken(start, nameEnd)) {
            note(400, "Header line " + (count + 1) + " has no name and colon");
            return false;
        }
        if (run == null && StandingRun.takes(name) && standingFrom == count && takeRun(start)) {
            return true;
        }
        boolean folded = false;
        int i = colon + 1;
        while (true) {
            i = ByteSearch.lineEnd(bytes, i);
            if (i < bytes.length && bytes[i] == '\r' && (++i >= bytes.length || bytes[i] != '\n')) {
                note(400, "Header line " + (count + 1) + " has a CR without LF");
                return false;
            }
            i++;
            if (i >= bytes.length || bytes[i] != ' ' && bytes[i] != '\t') {
                break;
            }
            folded = true;
        }
        if (i > bytes.length) {
            note(400, "Header section does not end with an empty line");
            return false;
        }
        at = i;
        return addLine(start, name, folded);
    }

    /** Takes lines that are known, if they stand there and keep within the limits. */
    private boolean takeRun(int start) {
        var known = StandingRun.find(bytes, start);
        if (known == null
                || count + known.count() > limits.maxHeaderLines()
                || known.longestLine() > limits.maxLineBytes()
                || start + known.length() > HeaderLines.MAX_START) {
            return false;
        }
        if (count + known.count() >= index.length) {
            index = Arrays.copyOf(index, 2 * (count + known.count()));
        }
        for (int i = 0; i < known.count(); i++) {
            index[count++] = known.line(i, start);
        }
        longestLine = Math.max(longestLine, known.longestLine());
        at = start + known.length();
        run = known;
        return true;
    }

    /** The standing lines that end here are remembered for the next message that has them. */
    private void endStanding() {
        if (run == null && count > standingFrom) {
            run = StandingRun.keep(bytes, index, standingFrom, count - standingFrom, headersEnd);
        }
    }

    private boolean isToken(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!FieldScanner.isTokenByte(bytes[i])) {
                return false;
            }
        }
        return to > from;
    }

    private boolean addLine(int start, int name, boolean folded) {
        if (at - start > limits.maxLineBytes()) {
            note(513, "Header line " + (count + 1) + " larger than " + limits.maxLineBytes() + " bytes");
            return false;
        }
        if (at > HeaderLines.MAX_START) {
            note(513, "Header section larger than " + HeaderLines.MAX_START + " bytes");
            return false;
        }
        if (count + 1 == index.length) {
            index = Arrays.copyOf(index, index.length * 2);
        }
        longestLine = Math.max(longestLine, at - start);
        boolean standing = !folded && StandingRun.takes(name);
        if (!standing) {
            endStanding();
        }
        index[count++] = HeaderLines.pack(start, name, folded);
        if (run == null && !standing) {
            standingFrom = count;
        }
        return true;
    }

    /** RFC 3261 §18.3: without Content-Length the body of a datagram ends with it; more bytes than that are ignored, fewer are an error. */
    private void readBody(HeaderLines lines) {
        bodyEnd = bytes.length;
        if (problem != null) {
            bodyEnd = bodyStart;
            return;
        }
        int declared = -1;
        for (int i = lines.find(ContentLengthHeader.TYPE, 0); i >= 0; i = lines.find(ContentLengthHeader.TYPE, i + 1)) {
            int length;
            try {
                var header = lines.decodeFirst(i, ContentLengthHeader.TYPE, scanner);
                if (header == null) {
                    note(400, "Malformed Content-Length", "expected a number, but the line is empty");
                    return;
                }
                length = header.bytes();
            } catch (MalformedHeaderException e) {
                note(400, "Malformed Content-Length", String.valueOf(e.getMessage()));
                return;
            }
            if (declared >= 0 && declared != length) {
                note(400, "Content-Length given twice with different values");
                return;
            }
            declared = length;
        }
        int held = bytes.length - bodyStart;
        if (declared > held) {
            note(400, "Content-Length is " + declared + " but only " + held + " bytes follow");
        } else if (declared >= 0) {
            bodyEnd = bodyStart + declared;
        }
        if (bodyEnd - bodyStart > limits.maxBodyBytes()) {
            note(513, "Body larger than " + limits.maxBodyBytes() + " bytes");
        }
    }

    private void limitValues(HeaderLines lines) {
        // A value takes at least one byte and a comma.
        int leastBytes = 2 * limits.maxListValues();
        for (int i = 0; longestLine > leastBytes && i < count; i++) {
            if (lines.lineEnd(i) - lines.start(i) > leastBytes
                    && values(lines, i, limits.maxListValues()) > limits.maxListValues()) {
                note(513, "Header line " + (i + 1) + " has more than " + limits.maxListValues() + " values");
            }
        }
    }

    /** A header section without room for so many is not looked through. */
    private void limitVias(HeaderLines lines) {
        if (headersEnd > limits.maxVias() * LEAST_VIA_BYTES
                && values(lines, ViaHeader.TYPE, limits.maxVias()) > limits.maxVias()) {
            note(513, "More than " + limits.maxVias() + " Via values");
        }
    }

    private void limitRoutes(HeaderLines lines) {
        if (headersEnd > limits.maxRoutes() * LEAST_ROUTE_BYTES
                && values(lines, RouteHeader.TYPE, limits.maxRoutes()) > limits.maxRoutes()) {
            note(513, "More than " + limits.maxRoutes() + " Route values");
        }
    }

    private int values(HeaderLines lines, int line, int max) {
        int lineEnd = lines.lineEnd(line);
        return ListValues.count(bytes, HeaderLines.valueStart(bytes, lines.start(line), lineEnd), lineEnd, max);
    }

    private int values(HeaderLines lines, HeaderType<?> type, int max) {
        int values = 0;
        for (int i = lines.find(type, 0); i >= 0; i = lines.find(type, i + 1)) {
            values += values(lines, i, max);
        }
        return values;
    }
}
