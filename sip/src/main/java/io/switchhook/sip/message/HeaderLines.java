package io.switchhook.sip.message;

import io.switchhook.sip.message.header.HeaderName;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.uri.FieldScanner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header lines of one message: four numbers a line beside the bytes, and what was decoded so far. Decoding twice at the same time is harmless:
 * the values are equal and immutable, so the cache needs no lock.
 */
final class HeaderLines {
    static final int STRIDE = 4;
    static final int START = 0;
    /** Index of the name plus one in the low byte (0: unknown name), then {@link #FOLDED}, the length of the name from bit 16 on. */
    static final int PACKED = 1;

    static final int VALUE_START = 2;
    static final int VALUE_END = 3;

    static final int FOLDED = 0x100;

    private static final int NAME_MASK = 0xff;
    private static final int LENGTH_SHIFT = 16;

    private final byte[] bytes;
    private final int[] lines;
    private final int count;
    private final int end;
    private final Object[] decoded;

    /** @param end the index behind the last line, where the empty line begins */
    HeaderLines(byte[] bytes, int[] lines, int count, int end) {
        this.bytes = bytes;
        this.lines = lines;
        this.count = count;
        this.end = end;
        this.decoded = new Object[count];
    }

    /** The same lines over bytes that begin with the same ones; what was decoded is kept. */
    private HeaderLines(byte[] bytes, HeaderLines other) {
        this.bytes = bytes;
        this.lines = other.lines;
        this.count = other.count;
        this.end = other.end;
        this.decoded = other.decoded;
    }

    /** These lines over other bytes, which are the same up to the end of the headers. */
    HeaderLines over(byte[] others) {
        return others == bytes ? this : new HeaderLines(others, this);
    }

    static int pack(int nameIndex, int nameLength, boolean folded) {
        return nameIndex + 1 | (folded ? FOLDED : 0) | nameLength << LENGTH_SHIFT;
    }

    int count() {
        return count;
    }

    int end() {
        return end;
    }

    int field(int line, int field) {
        return lines[line * STRIDE + field];
    }

    int lineEnd(int line) {
        return line + 1 < count ? field(line + 1, START) : end;
    }

    /** The first line of that type from {@code from} on, or -1. */
    int find(HeaderType<?> type, int from) {
        return type.nameIndex() >= 0 ? find(type.nameIndex(), from) : find(type.name(), from);
    }

    int find(int nameIndex, int from) {
        int wanted = nameIndex + 1;
        for (int i = from; i < count; i++) {
            if ((lines[i * STRIDE + PACKED] & NAME_MASK) == wanted) {
                return i;
            }
        }
        return -1;
    }

    int find(String name, int from) {
        int known = HeaderName.indexOf(name);
        if (known >= 0) {
            return find(known, from);
        }
        for (int i = from; i < count; i++) {
            if (hasName(bytes, field(i, START), field(i, PACKED), name)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a line whose name is not known has that name. */
    static boolean hasName(byte[] bytes, int start, int packed, String name) {
        int length = packed >>> LENGTH_SHIFT;
        if ((packed & NAME_MASK) != 0 || length != name.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Character.toLowerCase((char) bytes[start + i]) != Character.toLowerCase(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean hasIndex(int packed, int nameIndex) {
        return (packed & NAME_MASK) == nameIndex + 1;
    }

    String name(int line) {
        int start = field(line, START);
        return new String(bytes, start, field(line, PACKED) >>> LENGTH_SHIFT, StandardCharsets.US_ASCII);
    }

    /** The value without folds and without white space at its ends. */
    String value(int line) {
        return scanner(line).readRest();
    }

    FieldScanner scanner(int line) {
        int from = field(line, VALUE_START);
        int to = field(line, VALUE_END);
        if ((field(line, PACKED) & FOLDED) == 0) {
            return new FieldScanner(bytes, from, to);
        }
        var plain = new byte[to - from];
        return new FieldScanner(plain, 0, unfold(from, to, plain));
    }

    /** The values of one line; a value alone is kept without a list around it. */
    <T> List<T> decode(int line, HeaderType<T> type) {
        if (!type.standard()) {
            return type.readAll(scanner(line));
        }
        var known = decoded[line];
        if (known == null) {
            var values = type.readAll(scanner(line));
            decoded[line] = values.size() == 1 ? values.get(0) : values;
            return values;
        }
        @SuppressWarnings("unchecked") // Lines of one name are decoded by the one standard type of that name.
        var values = known instanceof List<?> ? (List<T>) known : List.of((T) known);
        return values;
    }

    /** The first value of one line, or null when the line holds none. */
    <T> @Nullable T decodeFirst(int line, HeaderType<T> type) {
        var known = decoded[line];
        if (known != null && !(known instanceof List<?>) && type.standard()) {
            @SuppressWarnings("unchecked") // As above.
            var value = (T) known;
            return value;
        }
        if (known == null && type.standard() && !type.listValued()) {
            var value = type.readOne(scanner(line));
            decoded[line] = value;
            return value;
        }
        var values = decode(line, type);
        return values.isEmpty() ? null : values.get(0);
    }

    /** RFC 3261 §7.3.1: a line end with the white space around it counts as one space. */
    private int unfold(int from, int to, byte[] target) {
        int length = 0;
        int i = from;
        while (i < to) {
            byte c = bytes[i++];
            if (c != '\n' && c != '\r') {
                target[length++] = c;
                continue;
            }
            while (length > 0 && (target[length - 1] == ' ' || target[length - 1] == '\t')) {
                length--;
            }
            while (i < to && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\n' || bytes[i] == '\r')) {
                i++;
            }
            target[length++] = ' ';
        }
        return length;
    }
}
