package io.switchhook.testkit;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A SIP message as a test reads it: start line, header lines, body, and nothing checked beyond that. Lines end with
 * CRLF or
 * LF, folded lines are joined, compact names are written out when asked for by their long ones. Immutable.
 */
public final class WireMessage {
    private static final String VERSION = "SIP/2.0";
    private static final String STATUS_START = VERSION + " ";
    private static final String REQUEST_END = " " + VERSION;
    private static final byte[] STATUS_BYTES = STATUS_START.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REQUEST_BYTES = REQUEST_END.getBytes(StandardCharsets.US_ASCII);
    private static final String MARKS_OF_TOKENS = ".!%*_+`'~-";

    /** One header line, unfolded. */
    public record Header(String name, String value) {}

    private final String startLine;
    private final List<Header> headers;
    /** The long names of the headers, in small letters; a checker asks for many. */
    private final List<String> names;

    private final byte[] body;
    private final byte[] wire;
    private final Optional<InetSocketAddress> source;

    // What checkers ask for again and again; found when it is first asked for.
    private @Nullable String via;
    private @Nullable String branch;
    private @Nullable String method;
    private @Nullable Optional<String> fromTag;
    private @Nullable Optional<String> toTag;

    WireMessage(String startLine, List<Header> headers, byte[] body, byte[] wire, Optional<InetSocketAddress> source) {
        this.startLine = startLine;
        this.headers = List.copyOf(headers);
        var found = new ArrayList<String>(headers.size());
        for (var header : this.headers) {
            found.add(HeaderNames.canonical(header.name()));
        }
        this.names = found;
        this.body = body;
        this.wire = wire;
        this.source = source;
    }

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException when the bytes do not begin as a SIP message does
     */
    public static WireMessage parse(byte[] wire) {
        int bodyAt = bodyOffset(wire);
        var head = new String(wire, 0, bodyAt, StandardCharsets.UTF_8);
        var lines = unfold(head);
        if (lines.isEmpty() || !looksLikeSip(lines.get(0))) {
            throw new IllegalArgumentException(
                    "Expected a SIP request or status line: " + (lines.isEmpty() ? "" : Texts.shortened(lines.get(0))));
        }
        var headers = new ArrayList<Header>(lines.size());
        for (int i = 1; i < lines.size(); i++) {
            var line = lines.get(i);
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.add(new Header(trimmed(line, 0, colon), trimmed(line, colon + 1, line.length())));
            }
        }
        var body = Arrays.copyOfRange(wire, bodyAt, wire.length);
        return new WireMessage(lines.get(0), headers, body, wire.clone(), Optional.empty());
    }

    /** As {@link String#trim} of that part. */
    private static String trimmed(String line, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && line.charAt(start) <= ' ') {
            start++;
        }
        while (start < end && line.charAt(end - 1) <= ' ') {
            end--;
        }
        return line.substring(start, end);
    }

    public static WireMessage parse(String wire) {
        return parse(wire.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a packet is a SIP message, and not media or a keep-alive. */
    public static boolean isSip(byte[] packet) {
        int end = 0;
        while (end < packet.length && packet[end] != '\r' && packet[end] != '\n') {
            end++;
        }
        if (hasAt(packet, 0, end, STATUS_BYTES)) {
            return true;
        }
        return hasAt(packet, end - REQUEST_BYTES.length, end, REQUEST_BYTES)
                && isRequestLine(new String(packet, 0, end, StandardCharsets.ISO_8859_1));
    }

    private static boolean hasAt(byte[] packet, int at, int end, byte[] wanted) {
        return at >= 0
                && at + wanted.length <= end
                && Arrays.equals(packet, at, at + wanted.length, wanted, 0, wanted.length);
    }

    private static boolean looksLikeSip(String line) {
        return line.startsWith(STATUS_START) || (line.endsWith(REQUEST_END) && isRequestLine(line));
    }

    /** A token, what has no white space in it, and the version, with one space between them (RFC 3261 §7.1). */
    private static boolean isRequestLine(String line) {
        int space = line.indexOf(' ');
        int end = line.length() - REQUEST_END.length();
        if (space <= 0 || space + 1 >= end) {
            return false;
        }
        for (int i = 0; i < space; i++) {
            if (!isTokenChar(line.charAt(i))) {
                return false;
            }
        }
        for (int i = space + 1; i < end; i++) {
            char c = line.charAt(i);
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTokenChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || MARKS_OF_TOKENS.indexOf(c) >= 0;
    }

    private static int bodyOffset(byte[] wire) {
        for (int i = 0; i < wire.length; i++) {
            if (wire[i] == '\n' && i > 0) {
                boolean blank = wire[i - 1] == '\n' || (i > 1 && wire[i - 1] == '\r' && wire[i - 2] == '\n');
                if (blank) {
                    return i + 1;
                }
            }
        }
        return wire.length;
    }

    private static List<String> unfold(String head) {
        var lines = new ArrayList<String>();
        int next = 0;
        for (int at = 0; at < head.length(); at = next) {
            int feed = head.indexOf('\n', at);
            int end = feed < 0 ? head.length() : feed;
            next = end + 1;
            var line = head.substring(at, feed > at && head.charAt(feed - 1) == '\r' ? feed - 1 : end);
            if (!line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t') && lines.size() > 1) {
                lines.set(lines.size() - 1, lines.get(lines.size() - 1) + " " + line.trim());
            } else if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        return lines;
    }

    WireMessage from(InetSocketAddress newSource) {
        return new WireMessage(startLine, headers, body, wire, Optional.of(newSource));
    }

    public String startLine() {
        return startLine;
    }

    public boolean isRequest() {
        return !startLine.startsWith(STATUS_START);
    }

    /** Whether this is a request of that method. */
    public boolean isRequest(String method) {
        return isRequest() && method().equals(method);
    }

    /** Whether this is a response of that status to a request of that method. */
    public boolean isResponse(String method, int status) {
        return !isRequest() && status() == status && method().equals(method);
    }

    /** The method of a request; of a response that in CSeq. */
    public String method() {
        var known = method;
        if (known == null) {
            known = isRequest() ? startLine.substring(0, startLine.indexOf(' ')) : cseqMethod();
            method = known;
        }
        return known;
    }

    /** @throws IllegalStateException when this is a response */
    public String requestUri() {
        if (!isRequest()) {
            throw new IllegalStateException("A response has no Request-URI: " + startLine);
        }
        return startLine.split(" ")[1];
    }

    /** The status code of a response; 0 of a request. */
    public int status() {
        if (isRequest()) {
            return 0;
        }
        int end = startLine.indexOf(' ', STATUS_START.length());
        var code = startLine.substring(STATUS_START.length(), end < 0 ? startLine.length() : end);
        return code.length() == 3 && isNumber(code) ? Integer.parseInt(code) : 0;
    }

    public String reason() {
        var fields = startLine.split(" ", 3);
        return isRequest() || fields.length < 3 ? "" : fields[2];
    }

    public List<Header> headers() {
        return headers;
    }

    /** The value of the first line of this name, long or compact. */
    public Optional<String> header(String name) {
        int at = names.indexOf(HeaderNames.canonical(name));
        return at < 0 ? Optional.empty() : Optional.of(headers.get(at).value());
    }

    /** The values of all lines of this name, long or compact. */
    public List<String> headers(String name) {
        var wanted = HeaderNames.canonical(name);
        int first = names.indexOf(wanted);
        if (first < 0) {
            return List.of();
        }
        if (first == names.lastIndexOf(wanted)) {
            return List.of(headers.get(first).value());
        }
        var values = new ArrayList<String>();
        for (int i = first; i < names.size(); i++) {
            if (names.get(i).equals(wanted)) {
                values.add(headers.get(i).value());
            }
        }
        return List.copyOf(values);
    }

    /** How many lines of this name there are. */
    int count(String name) {
        var wanted = HeaderNames.canonical(name);
        int count = 0;
        for (var one : names) {
            count += one.equals(wanted) ? 1 : 0;
        }
        return count;
    }

    /** The elements of all lines of this name, split at the commas between them. */
    public List<String> elements(String name) {
        var elements = new ArrayList<String>();
        headers(name).forEach(value -> elements.addAll(Texts.splitList(value)));
        return List.copyOf(elements);
    }

    /** The first value, or "" when the message has none: for places where a test would fail anyway. */
    private String text(String name) {
        return header(name).orElse("");
    }

    public String callId() {
        return text("Call-ID");
    }

    /** The number in CSeq; -1 when there is none. */
    public long cseq() {
        var value = text("CSeq");
        var number = value.substring(0, endOfWord(value));
        return number.length() <= 18 && isNumber(number) ? Long.parseLong(number) : -1;
    }

    public String cseqMethod() {
        var value = text("CSeq");
        var method = value.substring(endOfWord(value)).strip();
        return method.substring(0, endOfWord(method));
    }

    private static int endOfWord(String text) {
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** The topmost Via. */
    public String via() {
        var known = via;
        if (known == null) {
            known = elements("Via").stream().findFirst().orElse("");
            via = known;
        }
        return known;
    }

    /** The branch of the topmost Via. */
    public String branch() {
        var known = branch;
        if (known == null) {
            known = Texts.parameter(via(), "branch").orElse("");
            branch = known;
        }
        return known;
    }

    public Optional<String> fromTag() {
        var known = fromTag;
        if (known == null) {
            known = Texts.parameter(text("From"), "tag");
            fromTag = known;
        }
        return known;
    }

    public Optional<String> toTag() {
        var known = toTag;
        if (known == null) {
            known = Texts.parameter(text("To"), "tag");
            toTag = known;
        }
        return known;
    }

    /** The URI of the first Contact, without angle brackets. */
    public Optional<String> contactUri() {
        return elements("Contact").stream().findFirst().map(Texts::uriOf);
    }

    public String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public byte[] bodyBytes() {
        return body.clone();
    }

    int bodyLength() {
        return body.length;
    }

    /** Where it was received from; empty for a message that was not. */
    public Optional<InetSocketAddress> source() {
        return source;
    }

    /** A draft with all that is in this message, to change and send. */
    public Draft edit() {
        var draft = new Draft(startLine);
        headers.forEach(header -> draft.header(header.name(), header.value()));
        return draft.rawBody(body);
    }

    public byte[] toByteArray() {
        return wire.clone();
    }

    boolean hasSameBytesAs(WireMessage other) {
        return Arrays.equals(wire, other.wire);
    }

    /** The wire text. */
    @Override
    public String toString() {
        return new String(wire, StandardCharsets.UTF_8);
    }

    static WireMessage write(String startLine, List<Header> headers, byte[] body) {
        var head = new StringBuilder(startLine).append("\r\n");
        headers.forEach(header ->
                head.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        var wire = new ByteArrayOutputStream();
        wire.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        wire.writeBytes(body);
        return new WireMessage(startLine, headers, body, wire.toByteArray(), Optional.empty());
    }
}
