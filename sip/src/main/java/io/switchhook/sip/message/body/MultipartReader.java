package io.switchhook.sip.message.body;

import io.switchhook.sip.message.uri.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One pass over the bytes of one multipart body. Line ends may be bare LF, as some gateways send them. */
final class MultipartReader {
    private final MultipartLimits limits;
    private final byte[] delimiter;
    private final byte[] body;
    /** Where the line behind the delimiter begins, and whether that delimiter was the closing one. */
    private int next;

    private boolean closed;

    MultipartReader(MultipartLimits limits, String boundary, byte[] body) {
        this.limits = limits;
        this.delimiter = ("--" + boundary).getBytes(StandardCharsets.US_ASCII);
        this.body = body;
    }

    List<BodyPart> read() {
        if (findDelimiter(0) < 0) {
            throw new MalformedException("expected a multipart body with its boundary, but that is not in it");
        }
        var parts = new ArrayList<BodyPart>();
        while (!closed) {
            if (parts.size() == limits.maxParts()) {
                throw new MalformedException("expected at most " + limits.maxParts() + " parts");
            }
            int from = next;
            int end = findDelimiter(from);
            if (end < 0) {
                closed = true;
                end = body.length;
            }
            parts.add(part(from, end));
        }
        return parts;
    }

    /** The end of what stands before the next delimiter line, the line end before it left out; -1 when there is none. */
    private int findDelimiter(int from) {
        for (int at = Boundary.indexOf(body, delimiter, from);
                at >= 0;
                at = Boundary.indexOf(body, delimiter, at + 1)) {
            if ((at == from || body[at - 1] == '\n') && passDelimiterLine(at + delimiter.length)) {
                return lineEndBefore(from, at);
            }
        }
        return -1;
    }

    /** Two hyphens if it is the closing one, white space, a line end or the end of the body; else it is no delimiter but text. */
    private boolean passDelimiterLine(int from) {
        int at = from;
        boolean last = at + 1 < body.length && body[at] == '-' && body[at + 1] == '-';
        at += last ? 2 : 0;
        while (at < body.length && (body[at] == ' ' || body[at] == '\t' || body[at] == '\r')) {
            at++;
        }
        if (at < body.length && body[at] != '\n') {
            return false;
        }
        closed = last;
        next = Math.min(at + 1, body.length);
        return true;
    }

    private int lineEndBefore(int from, int at) {
        int end = at;
        if (end > from && body[end - 1] == '\n') {
            end--;
            if (end > from && body[end - 1] == '\r') {
                end--;
            }
        }
        return end;
    }

    /** Header lines up to an empty one, then content. A part without headers begins with the empty line. */
    private BodyPart part(int from, int end) {
        var fields = new ArrayList<BodyPart.Field>();
        int at = from;
        while (at < end) {
            int lineEnd = lineEnd(at, end);
            if (lineEnd - from > limits.maxPartHeaderBytes()) {
                throw new MalformedException(
                        "expected at most " + limits.maxPartHeaderBytes() + " bytes of headers in one part");
            }
            var line = new String(body, at, lineEnd - at, StandardCharsets.UTF_8).stripTrailing();
            at = lineEnd;
            if (line.isEmpty()) {
                return new BodyPart(fields, Arrays.copyOfRange(body, at, end));
            }
            if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                unfold(fields, line);
            } else {
                fields.add(field(line));
            }
        }
        return new BodyPart(fields, new byte[0]);
    }

    private int lineEnd(int from, int end) {
        int at = from;
        while (at < end && body[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, end);
    }

    private static void unfold(List<BodyPart.Field> fields, String line) {
        if (fields.isEmpty()) {
            throw new MalformedException("expected a MIME header before a folded line");
        }
        var last = fields.remove(fields.size() - 1);
        fields.add(new BodyPart.Field(last.name(), last.value() + " " + line.strip()));
    }

    private static BodyPart.Field field(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new MalformedException("expected a MIME header with a colon in a part");
        }
        return new BodyPart.Field(line.substring(0, colon).strip(), line.substring(colon + 1));
    }
}
