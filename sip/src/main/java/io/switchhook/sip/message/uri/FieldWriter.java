package io.switchhook.sip.message.uri;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects the bytes of header fields. Text goes out as UTF-8. It does not check for line ends: the message builder does, for every value it
 * takes.
 */
public final class FieldWriter {
    private static final byte[] NONE = new byte[0];

    private final int capacity;
    /** Has no room before something is written: many a builder only takes lines away. */
    private byte[] bytes = NONE;

    private int length;

    /** An empty writer. */
    public FieldWriter() {
        this(64);
    }

    /** @param capacity the number of bytes it holds before it must grow */
    public FieldWriter(int capacity) {
        this.capacity = Math.max(16, capacity);
    }

    /** The number of bytes written. */
    public int length() {
        return length;
    }

    /** The byte at an index from 0 to {@link #length()} - 1. */
    public byte byteAt(int index) {
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException("Byte " + index + " of " + length);
        }
        return bytes[index];
    }

    /** Appends one character. */
    public FieldWriter append(char c) {
        if (c >= 0x80) {
            return append(String.valueOf(c));
        }
        ensure(1);
        bytes[length++] = (byte) c;
        return this;
    }

    /** Appends text as UTF-8. */
    public FieldWriter append(String text) {
        int count = text.length();
        ensure(count);
        var target = bytes;
        int at = length;
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length = at;
                return appendBytes(text.substring(i).getBytes(StandardCharsets.UTF_8));
            }
            target[at++] = (byte) c;
        }
        length = at;
        return this;
    }

    /** Appends a number in decimal. */
    public FieldWriter append(long number) {
        if (number < 0) {
            return append(Long.toString(number));
        }
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        ensure(digits);
        length += digits;
        int at = length;
        long rest = number;
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return this;
    }

    /**
     * Appends text as a quoted string, RFC 3261 §25.1; backslash, quote and controls are escaped. CR and LF cannot be: the message builder refuses
     * them.
     */
    public FieldWriter appendQuoted(String text) {
        append('"');
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c < ' ' && c != '\t' && c != '\r' && c != '\n' || c == 0x7f) {
                append(text.substring(from, i)).append('\\');
                from = i;
            }
        }
        return append(from == 0 ? text : text.substring(from)).append('"');
    }

    /** Appends bytes as they are. */
    public FieldWriter appendBytes(byte[] source) {
        return appendBytes(source, 0, source.length);
    }

    /** Appends the bytes from index {@code from} up to index {@code to}, exclusive, as they are. */
    public FieldWriter appendBytes(byte[] source, int from, int to) {
        ensure(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
        return this;
    }

    /** Copies the bytes from index {@code from} up to index {@code to}, exclusive, into an array. */
    public void copyTo(int from, int to, byte[] target, int at) {
        if (to > length) {
            throw new IndexOutOfBoundsException("Bytes up to " + to + " of " + length);
        }
        System.arraycopy(bytes, from, target, at, to - from);
    }

    /** The bytes themselves, of which {@link #length()} are filled; they must not be changed, and are others after the next write. */
    public byte[] array() {
        return bytes;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** What was written, read as UTF-8. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            int wanted = length == 0 ? capacity : bytes.length * 2;
            bytes = Arrays.copyOf(bytes, Math.max(wanted, length + more));
        }
    }
}
