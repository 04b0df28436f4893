package io.switchhook.testkit;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A SIP message as a test reads it: start line, header lines, body, and nothing checked beyond that. Lines end with
 * CRLF or
 * LF, folded lines are joined, compact names are written out when asked for by their long ones. Immutable.
 */
public final class WireMessage {
    private static final Pattern REQUEST_LINE = Pattern.compile("[A-Za-z0-9.!%*_+`'~-]+ \\S+ SIP/2\\.0");
    private static final Map<String, String> COMPACT = Map.ofEntries(
            Map.entry("a", "accept-contact"),
            Map.entry("b", "referred-by"),
            Map.entry("c", "content-type"),
            Map.entry("d", "request-disposition"),
            Map.entry("e", "content-encoding"),
            Map.entry("f", "from"),
            Map.entry("i", "call-id"),
            Map.entry("j", "reject-contact"),
            Map.entry("k", "supported"),
            Map.entry("l", "content-length"),
            Map.entry("m", "contact"),
            Map.entry("o", "event"),
            Map.entry("r", "refer-to"),
            Map.entry("s", "subject"),
            Map.entry("t", "to"),
            Map.entry("u", "allow-events"),
            Map.entry("v", "via"),
            Map.entry("x", "session-expires"));

    /** One header line, unfolded. */
    public record Header(String name, String value) {}

    private final String startLine;
    private final List<Header> headers;
    /** The long names of the headers, in small letters; a checker asks for many. */
    private final List<String> names;

    private final byte[] body;
    private final byte[] wire;
    private final Optional<InetSocketAddress> source;

    WireMessage(String startLine, List<Header> headers, byte[] body, byte[] wire, Optional<InetSocketAddress> source) {
        this.startLine = startLine;
        this.headers = List.copyOf(headers);
        this.names =
                this.headers.stream().map(header -> canonical(header.name())).toList();
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
        var headers = new ArrayList<Header>();
        for (var line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.add(new Header(
                        line.substring(0, colon).trim(),
                        line.substring(colon + 1).trim()));
            }
        }
        var body = Arrays.copyOfRange(wire, bodyAt, wire.length);
        return new WireMessage(lines.get(0), headers, body, wire.clone(), Optional.empty());
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
        return looksLikeSip(new String(packet, 0, end, StandardCharsets.ISO_8859_1));
    }

    private static boolean looksLikeSip(String line) {
        return line.startsWith("SIP/2.0 ")
                || (line.endsWith(" SIP/2.0") && REQUEST_LINE.matcher(line).matches());
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
        return !startLine.startsWith("SIP/2.0 ");
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
        return isRequest() ? startLine.substring(0, startLine.indexOf(' ')) : cseqMethod();
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
        var code = startLine.split(" ", 3)[1];
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
        int at = names.indexOf(canonical(name));
        return at < 0 ? Optional.empty() : Optional.of(headers.get(at).value());
    }

    /** The values of all lines of this name, long or compact. */
    public List<String> headers(String name) {
        var wanted = canonical(name);
        var values = new ArrayList<String>();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals(wanted)) {
                values.add(headers.get(i).value());
            }
        }
        return List.copyOf(values);
    }

    /** The elements of all lines of this name, split at the commas between them. */
    public List<String> elements(String name) {
        return headers(name).stream()
                .flatMap(value -> Texts.splitList(value).stream())
                .toList();
    }

    static String canonical(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return COMPACT.getOrDefault(lower, lower);
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
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The topmost Via. */
    public String via() {
        return elements("Via").stream().findFirst().orElse("");
    }

    /** The branch of the topmost Via. */
    public String branch() {
        return Texts.parameter(via(), "branch").orElse("");
    }

    public Optional<String> fromTag() {
        return Texts.parameter(text("From"), "tag");
    }

    public Optional<String> toTag() {
        return Texts.parameter(text("To"), "tag");
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
