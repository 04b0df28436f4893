package io.switchhook.sip.message;

import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.header.ViaHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A SIP message: its bytes and where its header lines stand. A header is decoded when it is first asked for. Immutable, and safe for any thread.
 *
 * <p>A message that came from {@link MessageParser} as {@link ParseResult.Parsed} has passed {@link MessageCheck}: {@link #topVia()},
 * {@link #from()}, {@link #to()}, {@link #cseq()} and {@link #callId()} do not throw. Other headers are not looked at before someone asks.
 */
public abstract sealed class SipMessage permits SipRequest, SipResponse {
    private final byte[] bytes;
    private final HeaderLines lines;
    private final int bodyStart;

    SipMessage(byte[] bytes, HeaderLines lines, int bodyStart) {
        this.bytes = bytes;
        this.lines = lines;
        this.bodyStart = bodyStart;
    }

    /**
     * The topmost Via.
     *
     * @throws MalformedHeaderException when it is missing or malformed, which a parsed message is not
     */
    public ViaHeader topVia() {
        return mandatory(ViaHeader.TYPE);
    }

    /**
     * All Via values from the top.
     *
     * @throws MalformedHeaderException when one of them is malformed
     */
    public List<ViaHeader> vias() {
        return all(ViaHeader.TYPE);
    }

    /** From; throws as {@link #topVia()} does. */
    public FromHeader from() {
        return mandatory(FromHeader.TYPE);
    }

    /** To; throws as {@link #topVia()} does. */
    public ToHeader to() {
        return mandatory(ToHeader.TYPE);
    }

    /** CSeq; throws as {@link #topVia()} does. */
    public CSeqHeader cseq() {
        return mandatory(CSeqHeader.TYPE);
    }

    /** The value of Call-ID; throws as {@link #topVia()} does. */
    public String callId() {
        return mandatory(CallIdHeader.TYPE).value();
    }

    /**
     * The first value of a header; empty when the header is not there.
     *
     * @throws MalformedHeaderException when its line cannot be decoded
     */
    public <T> Optional<T> first(HeaderType<T> type) {
        return Optional.ofNullable(firstOrNull(type));
    }

    /**
     * All values of a header, in the order of the message.
     *
     * @throws MalformedHeaderException when one of its lines cannot be decoded
     */
    public <T> List<T> all(HeaderType<T> type) {
        int only = lines.findOnly(type);
        if (only >= 0) {
            return lines.decode(only, type);
        }
        if (only == HeaderLines.NO_LINE) {
            return List.of();
        }
        var collected = new ArrayList<T>();
        for (int line = lines.find(type, 0); line >= 0; line = lines.find(type, line + 1)) {
            collected.addAll(lines.decode(line, type));
        }
        return List.copyOf(collected);
    }

    /** The first value of a header that one can do without: empty when it is not there, and also when its line cannot be decoded. */
    public <T> Optional<T> firstReadable(HeaderType<T> type) {
        try {
            return first(type);
        } catch (MalformedHeaderException e) {
            return Optional.empty();
        }
    }

    /** The values of all lines of a header that can be decoded; the other lines are passed over. */
    public <T> List<T> allReadable(HeaderType<T> type) {
        var readable = new ArrayList<T>();
        for (int line = lines.find(type, 0); line >= 0; line = lines.find(type, line + 1)) {
            try {
                readable.addAll(lines.decode(line, type));
            } catch (MalformedHeaderException e) {
                continue;
            }
        }
        return List.copyOf(readable);
    }

    /** Whether a line of that header is there, well-formed or not. */
    public boolean has(HeaderType<?> type) {
        return lines.find(type, 0) >= 0;
    }

    /** The text of the first line of a header, given by name or compact name, without folds. */
    public Optional<String> value(String name) {
        int line = lines.find(name, 0);
        return line < 0 ? Optional.empty() : Optional.of(lines.value(line));
    }

    /** The texts of all lines of a header, given by name or compact name, without folds. Commas are not looked at. */
    public List<String> values(String name) {
        var values = new ArrayList<String>();
        for (int line = lines.find(name, 0); line >= 0; line = lines.find(name, line + 1)) {
            values.add(lines.value(line));
        }
        return List.copyOf(values);
    }

    /** The names of all header lines in order, as written. */
    public List<String> headerNames() {
        var names = new ArrayList<String>(lines.count());
        for (int line = 0; line < lines.count(); line++) {
            names.add(lines.name(line));
        }
        return List.copyOf(names);
    }

    /**
     * The type of the body.
     *
     * @throws MalformedHeaderException when it cannot be decoded
     */
    public Optional<ContentTypeHeader> contentType() {
        return first(ContentTypeHeader.TYPE);
    }

    /** A copy of the body; of length 0 when there is none. */
    public byte[] body() {
        return Arrays.copyOfRange(bytes, bodyStart, bytes.length);
    }

    /** The length of the body in bytes. */
    public int bodyLength() {
        return bytes.length - bodyStart;
    }

    /** The body read as UTF-8. */
    public String bodyText() {
        return new String(bytes, bodyStart, bodyLength(), StandardCharsets.UTF_8);
    }

    /** The length of the whole message in bytes. */
    public int length() {
        return bytes.length;
    }

    /** A copy of the whole message. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /**
     * Copies the whole message into a buffer.
     *
     * @throws java.nio.BufferOverflowException when fewer than {@link #length()} bytes remain in it
     */
    public void writeTo(ByteBuffer target) {
        target.put(bytes);
    }

    /** The wire text, for traces. Control characters of a hostile peer are in it: escape them before they reach a terminal. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Equal when every byte is. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SipMessage that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    HeaderLines lines() {
        return lines;
    }

    int bodyStart() {
        return bodyStart;
    }

    private <T> @Nullable T firstOrNull(HeaderType<T> type) {
        for (int line = lines.find(type, 0); line >= 0; line = lines.find(type, line + 1)) {
            var value = lines.decodeFirst(line, type);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private <T> T mandatory(HeaderType<T> type) {
        return present(type, firstOrNull(type));
    }

    private static <T> T present(HeaderType<T> type, @Nullable T value) {
        if (value == null) {
            throw new MalformedHeaderException(type.name(), "expected this header, but it is missing");
        }
        return value;
    }
}
