package io.switchhook.sip.message;

import io.switchhook.sip.message.header.HeaderName;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.uri.FieldScanner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header lines of one message: one number a line beside the bytes, and what was decoded so far. Decoding twice at the same time is harmless:
 * the values are equal and immutable, so the cache needs no lock.
 */
final class HeaderLines {
    /** Set in the number of a line that is folded. */
    static final int FOLDED = 0x100;

    /** No line may begin behind this index, nor the last one end there: a number has no room for more. */
    static final int MAX_START = (1 << 23) - 1;

    /** Index of the name plus one in the low byte of a line's number (0: unknown name), then {@link #FOLDED}, the index of its first byte from bit 9 on. */
    private static final int NAME_MASK = 0xff;

    private static final int START_SHIFT = 9;

    /** What {@link #findOnly} says when there is no such line, and when there are several. */
    static final int NO_LINE = -1;

    static final int SEVERAL = -2;

    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = ONES << 7;
    /** So many lines are looked through at once. */
    private static final int EIGHT = Long.BYTES;

    /** No value, or several of them, of one line; a class of our own, since every look asks which of the two it has. */
    private record Several(List<?> values) {}

    private final byte[] bytes;
    /** The last line is followed by where it ends, in the form of a number. */
    private final int[] lines;
    /** Lines that others said before, and which of these is the first of them. */
    private final @Nullable StandingRun run;

    private final int runStart;
    /** The low bytes of the first eight numbers, the first of them in the lowest byte; zeros behind the last line. */
    private final long names;
    /** Those of the next eight. */
    private final long moreNames;

    private final Object[] decoded;

    /**
     * @param lines of each line what {@link #pack} gave, and {@link #closed} behind the last of them
     * @param count how many lines there are
     */
    HeaderLines(byte[] bytes, int[] lines, int count) {
        this(bytes, lines, count, null, 0);
    }

    /** With a run that begins with the line {@code runStart}; null for none. */
    HeaderLines(byte[] bytes, int[] lines, int count, @Nullable StandingRun run, int runStart) {
        this.bytes = bytes;
        this.lines = lines;
        this.run = run;
        this.runStart = runStart;
        this.decoded = new Object[count];
        if (run != null) {
            run.copyDecoded(decoded, runStart);
        }
        this.names = namesOf(lines, 0, Math.min(count, EIGHT));
        this.moreNames = namesOf(lines, EIGHT, Math.min(count, 2 * EIGHT));
    }

    private static long namesOf(int[] lines, int from, int to) {
        long names = 0;
        for (int i = to - 1; i >= from; i--) {
            names = names << Byte.SIZE | lines[i] & NAME_MASK;
        }
        return names;
    }

    /** The same lines over bytes that begin with the same ones; what was decoded is kept. */
    private HeaderLines(byte[] bytes, HeaderLines other) {
        this.bytes = bytes;
        this.lines = other.lines;
        this.run = other.run;
        this.runStart = other.runStart;
        this.names = other.names;
        this.moreNames = other.moreNames;
        this.decoded = other.decoded;
    }

    /** The same lines, nothing of them decoded. */
    HeaderLines undecoded() {
        return new HeaderLines(bytes, lines, count());
    }

    /** These lines over other bytes, which are the same up to the end of the headers. */
    HeaderLines over(byte[] others) {
        return others == bytes ? this : new HeaderLines(others, this);
    }

    /** The number of a line; {@code start} is at most {@link #MAX_START}. */
    static int pack(int start, int nameIndex, boolean folded) {
        return start << START_SHIFT | (folded ? FOLDED : 0) | nameIndex + 1;
    }

    /** What stands behind the number of the last line, which ends before the index {@code end}. */
    static int closed(int end) {
        return end << START_SHIFT;
    }

    /** Whether the number of a line is that of a line with such a name; -1 for an unknown one. */
    static boolean hasIndex(int packed, int nameIndex) {
        return (packed & NAME_MASK) == nameIndex + 1;
    }

    /** The number of the line when it begins {@code start} bytes further behind. */
    static int moved(int packed, int start) {
        return (start << START_SHIFT) + packed;
    }

    int count() {
        return decoded.length;
    }

    int start(int line) {
        return startIn(lines[line]);
    }

    /** Where the line of a number begins. */
    static int startIn(int packed) {
        return packed >>> START_SHIFT;
    }

    /** The index behind the line's end. */
    int lineEnd(int line) {
        return start(line + 1);
    }

    boolean folded(int line) {
        return (lines[line] & FOLDED) != 0;
    }

    /** The place of the line's name in {@link HeaderName}, or -1. */
    int nameIndex(int line) {
        return nameIndexIn(lines[line]);
    }

    /** The same of the number of a line. */
    static int nameIndexIn(int packed) {
        return (packed & NAME_MASK) - 1;
    }

    /** The index of the first byte of a line's value, behind the first colon from {@code start} on and white space, folds included. */
    static int valueStart(byte[] bytes, int start, int lineEnd) {
        int at = start;
        while (bytes[at] != ':') {
            at++;
        }
        do {
            at++;
        } while (at < lineEnd && isSpace(bytes[at]));
        return at;
    }

    /** The index behind the last byte of the value, which does not lie before {@code valueStart}. */
    static int valueEnd(byte[] bytes, int valueStart, int lineEnd) {
        int at = lineEnd;
        while (at > valueStart && isSpace(bytes[at - 1])) {
            at--;
        }
        return at;
    }

    private static boolean isSpace(byte c) {
        return c <= ' ' && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
    }

    /** The first line of that type from {@code from} on; -1 for none. */
    int find(HeaderType<?> type, int from) {
        return type.nameIndex() >= 0 ? find(type.nameIndex(), from) : find(type.name(), from);
    }

    private int find(int nameIndex, int from) {
        int wanted = nameIndex + 1;
        if (from < EIGHT) {
            long found = places(names, wanted) >>> from * Byte.SIZE;
            if (found != 0) {
                return from + place(found);
            }
        }
        if (decoded.length <= EIGHT) {
            return -1;
        }
        int behind = Math.max(from - EIGHT, 0);
        long found = behind >= EIGHT ? 0 : places(moreNames, wanted) >>> behind * Byte.SIZE;
        return found != 0 ? EIGHT + behind + place(found) : findFar(wanted, from);
    }

    /** The only line of that type; {@link #NO_LINE} when there is none, {@link #SEVERAL} when there are more. */
    int findOnly(HeaderType<?> type) {
        if (type.nameIndex() < 0 || decoded.length > 2 * EIGHT) {
            int line = find(type, 0);
            return line >= 0 && find(type, line + 1) >= 0 ? SEVERAL : line;
        }
        long first = places(names, type.nameIndex() + 1);
        long second = decoded.length > EIGHT ? places(moreNames, type.nameIndex() + 1) : 0;
        if (first != 0 && second != 0 || !isOne(first | second)) {
            return (first | second) == 0 ? NO_LINE : SEVERAL;
        }
        return first != 0 ? place(first) : EIGHT + place(second);
    }

    private static boolean isOne(long places) {
        return places != 0 && (places & places - 1) == 0;
    }

    /** Which of eight lines the first of {@link #places} is. */
    private static int place(long places) {
        return Long.numberOfTrailingZeros(places) >> 3;
    }

    private int findFar(int wanted, int from) {
        for (int i = Math.max(from, 2 * EIGHT); i < decoded.length; i++) {
            if ((lines[i] & NAME_MASK) == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** The top bit of each byte that is {@code wanted} is set, and no other. */
    private static long places(long names, int wanted) {
        long different = names ^ ONES * wanted;
        return ~((different & ~TOPS) + ~TOPS | different) & TOPS;
    }

    int find(String name, int from) {
        int known = HeaderName.indexOf(name);
        if (known >= 0) {
            return find(known, from);
        }
        for (int i = from; i < decoded.length; i++) {
            if ((lines[i] & NAME_MASK) == 0 && hasName(bytes, start(i), name)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the line that begins at {@code start} has that name, which is a token. */
    static boolean hasName(byte[] bytes, int start, String name) {
        if (start + name.length() >= bytes.length) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (Character.toLowerCase((char) bytes[start + i]) != Character.toLowerCase(name.charAt(i))) {
                return false;
            }
        }
        return !FieldScanner.isTokenByte(bytes[start + name.length()]);
    }

    String name(int line) {
        int start = start(line);
        int nameEnd = start;
        while (FieldScanner.isTokenByte(bytes[nameEnd])) {
            nameEnd++;
        }
        return new String(bytes, start, nameEnd - start, StandardCharsets.US_ASCII);
    }

    /** The value without folds and without white space at its ends. */
    String value(int line) {
        return scanner(line).readRest();
    }

    private FieldScanner scanner(int line) {
        var scanner = new FieldScanner(bytes, 0, 0);
        point(scanner, line);
        return scanner;
    }

    private void point(FieldScanner scanner, int line) {
        int lineEnd = lineEnd(line);
        int from = valueStart(bytes, nameEnd(line), lineEnd);
        int to = valueEnd(bytes, from, lineEnd);
        if (folded(line)) {
            var plain = new byte[to - from];
            scanner.restart(plain, 0, unfold(from, to, plain));
        } else {
            scanner.restart(bytes, from, to);
        }
    }

    /** Where the name ends at the earliest: one that is known and not in its compact form has a known length. */
    private int nameEnd(int line) {
        int start = start(line);
        int name = nameIndex(line);
        boolean compact = !FieldScanner.isTokenByte(bytes[start + 1]);
        return name < 0 || compact ? start : start + HeaderName.lengthAt(name);
    }

    /** The values of one line; a value alone is kept without a list around it. */
    <T> List<T> decode(int line, HeaderType<T> type) {
        if (!type.standard()) {
            return type.readAll(scanner(line));
        }
        var known = decoded[line];
        if (known == null) {
            known = read(line, type);
            decoded[line] = known;
        }
        @SuppressWarnings("unchecked") // Lines of one name are decoded by the one standard type of that name.
        var values = known instanceof Several several ? (List<T>) several.values : List.of((T) known);
        return values;
    }

    /** The only value of one line, or {@link Several}. */
    private Object read(int line, HeaderType<?> type) {
        if (!type.standing() || folded(line)) {
            return kept(type.readAll(scanner(line)));
        }
        var value = readStanding(line, type);
        if (run != null && line >= runStart && line - runStart < run.count()) {
            run.keepDecoded(line - runStart, value);
        }
        return value;
    }

    private Object readStanding(int line, HeaderType<?> type) {
        int from = valueStart(bytes, nameEnd(line), lineEnd(line));
        int to = valueEnd(bytes, from, lineEnd(line));
        var known = StandingLines.find(type.nameIndex(), bytes, from, to);
        if (known == null) {
            known = kept(type.readAll(new FieldScanner(bytes, from, to)));
            StandingLines.keep(type.nameIndex(), bytes, from, to, known);
        }
        return known;
    }

    private static Object kept(List<?> values) {
        return values.size() == 1 ? values.get(0) : new Several(values);
    }

    /** The first value of one line, or null when the line holds none. */
    <T> @Nullable T decodeFirst(int line, HeaderType<T> type) {
        if (type.standard()) {
            var known = decoded[line];
            if (known == null && !type.standing()) {
                return decodeFirst(line, type, new FieldScanner(bytes, 0, 0));
            }
            if (known == null) {
                known = read(line, type);
                decoded[line] = known;
            }
            if (!(known instanceof Several)) {
                @SuppressWarnings("unchecked") // As above.
                var value = (T) known;
                return value;
            }
        }
        var values = decode(line, type);
        return values.isEmpty() ? null : values.get(0);
    }

    /** The same with a scanner that is used again and again, for a standard type on a line that was not decoded yet. */
    <T> @Nullable T decodeFirst(int line, HeaderType<T> type, FieldScanner scanner) {
        point(scanner, line);
        if (!scanner.atEnd()) {
            var value = type.readFirst(scanner);
            if (scanner.skipSpace().atEnd()) {
                decoded[line] = value;
                return value;
            }
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
