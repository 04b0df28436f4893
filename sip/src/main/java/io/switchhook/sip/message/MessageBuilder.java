package io.switchhook.sip.message;

import io.switchhook.sip.message.header.ContentLengthHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.HeaderName;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What builders of requests and responses share. Header lines that nobody touches are copied from the message that is edited, byte for byte.
 *
 * <p>A name or value with CR, LF or NUL is refused with {@link IllegalArgumentException}: text of a user never becomes a header of its own.
 * {@code build()} always writes the true Content-Length.
 *
 * @param <B> the builder itself
 */
public abstract sealed class MessageBuilder<B extends MessageBuilder<B>>
        permits SipRequest.Builder, SipResponse.Builder {
    private static final byte[] NONE = new byte[0];
    private static final byte[] LINE_END = {'\r', '\n'};

    /** Of each line: from which bytes, from, to (with its line end), and name and fold as in {@link HeaderLines#pack} of a line at 0. */
    private static final int STRIDE = 4;

    private static final int SOURCE = 0;
    private static final int START = 1;
    private static final int END = 2;
    private static final int PACKED = 3;

    private static final int ORIGIN = 0;
    private static final int WRITTEN = 1;

    private final FieldWriter written;
    /** The bytes of the message that is edited, or of the first one that lines are copied from. */
    private byte[] origin;

    private int[] entries;
    private int count;
    private byte[] body;
    private int bodyStart;

    /**
     * @param lines how many header lines there probably are
     * @param capacity the bytes that those to be written probably take
     */
    MessageBuilder(int lines, int capacity) {
        this.written = new FieldWriter(capacity);
        this.origin = NONE;
        this.entries = new int[lines * STRIDE];
        this.body = NONE;
    }

    MessageBuilder(SipMessage message) {
        this.written = new FieldWriter(256);
        this.origin = message.bytes();
        this.body = message.bytes();
        this.bodyStart = message.bodyStart();
        var lines = message.lines();
        this.count = lines.count();
        this.entries = new int[(count + 4) * STRIDE];
        for (int i = 0; i < count; i++) {
            int at = i * STRIDE;
            entries[at + SOURCE] = ORIGIN;
            entries[at + START] = lines.start(i);
            entries[at + END] = lines.lineEnd(i);
            entries[at + PACKED] = HeaderLines.pack(0, lines.nameIndex(i), lines.folded(i));
        }
    }

    /** The bytes of a new message and its header lines. */
    record Frame(byte[] bytes, HeaderLines lines, int bodyStart) {}

    abstract B self();

    /** Sets a header to one value, in the place of its first line; its other lines go. A value that cannot be written changes nothing. */
    public <T> B set(HeaderType<T> type, T value) {
        int start = write(type, value);
        finish(clear(type), start, type.nameIndex(), false);
        return self();
    }

    /** Sets a header to these values, in the place of its first line; its other lines go. No values: as {@link #remove}. */
    public <T> B setAll(HeaderType<T> type, List<T> values) {
        if (type.sharesLine() && !values.isEmpty()) {
            int start = writeShared(type, values);
            finish(clear(type), start, type.nameIndex(), false);
            return self();
        }
        var starts = new int[values.size() + 1];
        for (int i = 0; i < values.size(); i++) {
            starts[i] = write(type, values.get(i));
            written.appendBytes(LINE_END);
        }
        starts[values.size()] = written.length();
        int at = clear(type);
        for (int i = 0; i < values.size(); i++) {
            insert(at + i, WRITTEN, starts[i], starts[i + 1], HeaderLines.pack(0, type.nameIndex(), false));
        }
        return self();
    }

    /** Adds a value behind the last line of the header, or at the end of the headers. */
    public <T> B add(HeaderType<T> type, T value) {
        insertLine(behindLast(type), type, value);
        return self();
    }

    /** Adds a value before the first line of the header: Via, Route, Record-Route. Without such a line: at the top, but below Via. */
    public <T> B addFirst(HeaderType<T> type, T value) {
        int first = find(type, 0);
        int top = type.nameIndex() == ViaHeader.TYPE.nameIndex() ? 0 : lastVia() + 1;
        insertLine(first < 0 ? top : first, type, value);
        return self();
    }

    /** Takes the first value of a header away, with its line unless further values stand on it. Nothing happens when there is none. */
    public B removeFirst(HeaderType<?> type) {
        int first = find(type, 0);
        if (first < 0) {
            return self();
        }
        var source = source(first);
        int valueStart = valueStart(first);
        int valueEnd = valueEnd(first, valueStart);
        int rest = type.listValued() ? behindComma(source, valueStart, valueEnd) : -1;
        boolean folded = (entries[first * STRIDE + PACKED] & HeaderLines.FOLDED) != 0;
        delete(first);
        if (rest >= 0) {
            int start = begin(type);
            written.appendBytes(source, rest, valueEnd);
            finish(first, start, type.nameIndex(), folded);
        }
        return self();
    }

    /** Takes all lines of a header away. */
    public B remove(HeaderType<?> type) {
        clear(type);
        return self();
    }

    /** Takes all lines of a header away, given by name or compact name. */
    public B removeAll(String name) {
        for (int i = count - 1; i >= 0; i--) {
            if (hasName(i, name)) {
                delete(i);
            }
        }
        return self();
    }

    /** Adds the lines of a header of another message, as they are, behind the last line of that header or at the end. */
    public B copyAll(SipMessage from, HeaderType<?> type) {
        var lines = from.lines();
        int at = behindLast(type);
        for (int i = lines.find(type, 0); i >= 0; i = lines.find(type, i + 1)) {
            takeLine(from.bytes(), lines, i, at++);
        }
        return self();
    }

    /**
     * Adds lines of another message in one look at it, ordered by rank; lines of one rank stay as they are. All lines that are there were added so.
     *
     * @param ranks by the index of the name; 0 for a header that is not taken
     * @param highest the last rank that is taken
     */
    void takeRanked(SipMessage from, byte[] ranks, int highest) {
        var lines = from.lines();
        for (int i = 0; i < lines.count(); i++) {
            int name = lines.nameIndex(i);
            int rank = name < 0 ? 0 : ranks[name];
            if (rank > 0 && rank <= highest) {
                int at = count;
                while (at > 0 && ranks[HeaderLines.nameIndexIn(entries[(at - 1) * STRIDE + PACKED])] > rank) {
                    at--;
                }
                takeLine(from.bytes(), lines, i, at);
            }
        }
    }

    /** A line of the origin stays where it is, if it has a proper end. */
    private void takeLine(byte[] source, HeaderLines lines, int line, int at) {
        if (origin == NONE) {
            origin = source;
        }
        int start = lines.start(line);
        int end = lines.lineEnd(line);
        int valueEnd = HeaderLines.valueEnd(source, start, end);
        if (source == origin && end - valueEnd == 2 && source[valueEnd] == '\r') {
            insert(at, ORIGIN, start, end, HeaderLines.pack(0, lines.nameIndex(line), lines.folded(line)));
            return;
        }
        int copy = written.length();
        written.appendBytes(source, start, valueEnd);
        finish(at, copy, lines.nameIndex(line), lines.folded(line));
    }

    /**
     * Adds a line at the end, any name, any text.
     *
     * @throws IllegalArgumentException when the name is no token or the value has CR, LF or NUL
     */
    public B header(String name, String value) {
        var scanner = FieldScanner.of(name);
        scanner.skipToken("a header name");
        if (!scanner.atEnd()) {
            throw scanner.expected("a token as header name");
        }
        int start = written.length();
        int valueStart = written.append(name).append(": ").length();
        written.append(value);
        checkText(written, valueStart, name);
        finish(count, start, HeaderName.indexOf(name), false);
        return self();
    }

    /** Sets body, Content-Type and Content-Length. The bytes are copied. */
    public B body(ContentTypeHeader type, byte[] newBody) {
        body = newBody.clone();
        bodyStart = 0;
        return set(ContentTypeHeader.TYPE, type);
    }

    /** Sets a body of UTF-8 text, Content-Type and Content-Length. */
    public B body(ContentTypeHeader type, String newBody) {
        body = newBody.getBytes(StandardCharsets.UTF_8);
        bodyStart = 0;
        return set(ContentTypeHeader.TYPE, type);
    }

    /** Takes the body and all headers that describe it away and sets Content-Length to 0. */
    public B noBody() {
        body = NONE;
        bodyStart = 0;
        for (var name : List.of(
                HeaderName.CONTENT_TYPE,
                HeaderName.CONTENT_ENCODING,
                HeaderName.CONTENT_LANGUAGE,
                HeaderName.CONTENT_DISPOSITION)) {
            removeAll(name.text());
        }
        return self();
    }

    /** @throws IllegalArgumentException when CR, LF or NUL stands in what was written from {@code from} on */
    static void checkText(FieldWriter writer, int from, String what) {
        var bytes = writer.array();
        int to = writer.length();
        for (int i = from; i < to; i++) {
            byte c = bytes[i];
            if (c <= '\r' && (c == '\r' || c == '\n' || c == 0)) {
                throw new MalformedException(
                        "expected no CR, LF or NUL in " + what + " but found one at offset " + (i - from));
            }
        }
    }

    /** Puts start line, header lines and body together and indexes them on the way. */
    Frame assemble(FieldWriter startLine) {
        fixContentLength();
        int bodyLength = body.length - bodyStart;
        int total = startLine.length() + 2 + bodyLength;
        for (int i = 0; i < count; i++) {
            total += entries[i * STRIDE + END] - entries[i * STRIDE + START];
        }
        var bytes = new byte[total];
        var lines = new int[count + 1];
        startLine.copyTo(0, startLine.length(), bytes, 0);
        int end = copyLines(bytes, startLine.length(), lines);
        lines[count] = moved(HeaderLines.closed(0), end);
        int at = end;
        bytes[at++] = '\r';
        bytes[at++] = '\n';
        System.arraycopy(body, bodyStart, bytes, at, bodyLength);
        return new Frame(bytes, new HeaderLines(bytes, lines, count), at);
    }

    /** Copies lines that follow each other in their source at once. Returns the index behind the last. */
    private int copyLines(byte[] bytes, int from, int[] lines) {
        int at = from;
        int i = 0;
        while (i < count) {
            int source = entries[i * STRIDE + SOURCE];
            int start = entries[i * STRIDE + START];
            int end = start;
            while (i < count && entries[i * STRIDE + SOURCE] == source && entries[i * STRIDE + START] == end) {
                lines[i] = moved(entries[i * STRIDE + PACKED], at + end - start);
                end = entries[i * STRIDE + END];
                i++;
            }
            System.arraycopy(source == ORIGIN ? origin : written.array(), start, bytes, at, end - start);
            at += end - start;
        }
        return at;
    }

    private static int moved(int packed, int start) {
        if (start > HeaderLines.MAX_START) {
            throw new IllegalArgumentException("expected header lines of at most " + HeaderLines.MAX_START + " bytes");
        }
        return HeaderLines.moved(packed, start);
    }

    /** A Content-Length that tells the truth is left as it is, whatever its form. */
    private void fixContentLength() {
        int length = body.length - bodyStart;
        int first = find(ContentLengthHeader.TYPE, 0);
        if (first >= 0 && find(ContentLengthHeader.TYPE, first + 1) < 0 && saysLength(first, length)) {
            return;
        }
        set(ContentLengthHeader.TYPE, new ContentLengthHeader(length));
    }

    private boolean saysLength(int i, int length) {
        int from = valueStart(i);
        int to = valueEnd(i, from);
        var source = source(i);
        long number = 0;
        for (int at = from; at < to; at++) {
            int digit = source[at] - '0';
            if (digit < 0 || digit > 9 || number > length) {
                return false;
            }
            number = number * 10 + digit;
        }
        return to > from && number == length;
    }

    /**
     * The first value of a header as it stands now; empty when there is no such line.
     *
     * @throws MalformedException when it cannot be read
     */
    <T> Optional<T> first(HeaderType<T> type) {
        int line = find(type, 0);
        if (line < 0) {
            return Optional.empty();
        }
        int from = valueStart(line);
        return Optional.of(type.readFirst(
                FieldScanner.of(new String(source(line), from, valueEnd(line, from) - from, StandardCharsets.UTF_8))));
    }

    /** Adds a parameter behind the first line of a header that is there; what else stands on it stays as it is. */
    void addParameter(HeaderType<?> type, String name, String value) {
        int line = find(type, 0);
        int from = valueStart(line);
        int start = begin(type);
        written.appendBytes(source(line), from, valueEnd(line, from));
        int parameter = written.length();
        Parameters.EMPTY.with(name, value).writeTo(written);
        checkText(written, parameter, type.name());
        boolean folded = (entries[line * STRIDE + PACKED] & HeaderLines.FOLDED) != 0;
        delete(line);
        finish(line, start, type.nameIndex(), folded);
    }

    /** Takes all lines of a header away and says where the first one stood, or the end. */
    private int clear(HeaderType<?> type) {
        int first = find(type, 0);
        for (int i = first; i >= 0; i = find(type, i)) {
            delete(i);
        }
        return first < 0 ? count : first;
    }

    private <T> void insertLine(int at, HeaderType<T> type, T value) {
        finish(at, write(type, value), type.nameIndex(), false);
    }

    /** Writes a line but for its end, and returns where it begins; the message is not changed by that yet. */
    private <T> int write(HeaderType<T> type, T value) {
        int start = begin(type);
        int valueStart = written.length();
        type.write(value, written);
        checkText(written, valueStart, type.name());
        return start;
    }

    private <T> int writeShared(HeaderType<T> type, List<T> values) {
        int start = begin(type);
        int valueStart = written.length();
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                written.append(", ");
            }
            type.write(values.get(i), written);
        }
        checkText(written, valueStart, type.name());
        return start;
    }

    /** Begins a line and returns where. */
    private int begin(HeaderType<?> type) {
        int start = written.length();
        type.writeLineStart(written);
        return start;
    }

    /** Ends a line that was just written, and makes it the one at {@code at}. */
    private void finish(int at, int start, int nameIndex, boolean folded) {
        written.appendBytes(LINE_END);
        insert(at, WRITTEN, start, written.length(), HeaderLines.pack(0, nameIndex, folded));
    }

    private void insert(int at, int source, int start, int end, int packed) {
        if ((count + 1) * STRIDE > entries.length) {
            entries = Arrays.copyOf(entries, entries.length * 2);
        }
        int entry = at * STRIDE;
        if (at < count) {
            System.arraycopy(entries, entry, entries, entry + STRIDE, (count - at) * STRIDE);
        }
        entries[entry + SOURCE] = source;
        entries[entry + START] = start;
        entries[entry + END] = end;
        entries[entry + PACKED] = packed;
        count++;
    }

    private void delete(int at) {
        count--;
        System.arraycopy(entries, (at + 1) * STRIDE, entries, at * STRIDE, (count - at) * STRIDE);
    }

    private int find(HeaderType<?> type, int from) {
        for (int i = from; i < count; i++) {
            boolean same = type.nameIndex() >= 0
                    ? HeaderLines.hasIndex(entries[i * STRIDE + PACKED], type.nameIndex())
                    : hasName(i, type.name());
            if (same) {
                return i;
            }
        }
        return -1;
    }

    private boolean hasName(int i, String name) {
        int known = HeaderName.indexOf(name);
        int packed = entries[i * STRIDE + PACKED];
        return known >= 0
                ? HeaderLines.hasIndex(packed, known)
                : HeaderLines.hasIndex(packed, -1) && HeaderLines.hasName(source(i), entries[i * STRIDE + START], name);
    }

    private int valueStart(int i) {
        return HeaderLines.valueStart(source(i), entries[i * STRIDE + START], entries[i * STRIDE + END]);
    }

    private int valueEnd(int i, int valueStart) {
        return HeaderLines.valueEnd(source(i), valueStart, entries[i * STRIDE + END]);
    }

    private int behindLast(HeaderType<?> type) {
        int at = count;
        for (int i = find(type, 0); i >= 0; i = find(type, i + 1)) {
            at = i + 1;
        }
        return at;
    }

    private int lastVia() {
        int last = -1;
        for (int i = find(ViaHeader.TYPE, 0); i >= 0; i = find(ViaHeader.TYPE, i + 1)) {
            last = i;
        }
        return last;
    }

    private byte[] source(int i) {
        return entries[i * STRIDE + SOURCE] == ORIGIN ? origin : written.array();
    }

    /** The index behind the first comma that separates values and the white space there, or -1. */
    private static int behindComma(byte[] source, int from, int to) {
        int comma = ListValues.comma(source, from, to);
        if (comma < 0) {
            return -1;
        }
        int at = comma + 1;
        while (at < to && (source[at] == ' ' || source[at] == '\t' || source[at] == '\r' || source[at] == '\n')) {
            at++;
        }
        return at;
    }
}
