package io.switchhook.sip.message;

import io.switchhook.sip.message.header.HeaderName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some lines one below the other that a peer says alike in each message: Allow, Supported, User-Agent, Content-Type and their like mostly stand together. Those that were read
 * before are known by one comparison, so that the next message with them need not look for each line, name and value again, and what was decoded of them is shared.
 *
 * <p>Shared by all threads; what one of them does not see is read or decoded again. Bounded: peers that say something new in each message only push each other's lines out.
 */
final class StandingRun {
    /** For fewer lines or bytes a comparison saves too little. */
    private static final int LEAST_LINES = 3;

    private static final int LEAST_BYTES = 48;
    /** Some 2 MB at worst, when somebody fills all places with long lists. */
    private static final int LONGEST = 1024;

    private static final int SLOT_BITS = 7;
    private static final @Nullable StandingRun[] RUNS = new @Nullable StandingRun[1 << SLOT_BITS];
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** By the index of the name; what else stands between such lines ends a run. */
    private static final boolean[] STANDING = new boolean[HeaderName.values().length];

    static {
        var names = new HeaderName[] {
            HeaderName.ALLOW,
            HeaderName.SUPPORTED,
            HeaderName.REQUIRE,
            HeaderName.SESSION_EXPIRES,
            HeaderName.MIN_SE,
            HeaderName.USER_AGENT,
            HeaderName.SERVER,
            HeaderName.ACCEPT,
            HeaderName.ACCEPT_ENCODING,
            HeaderName.ACCEPT_LANGUAGE,
            HeaderName.ALLOW_EVENTS,
            HeaderName.CONTENT_TYPE
        };
        for (var name : names) {
            STANDING[name.ordinal()] = true;
        }
    }

    /** The lines with their ends. */
    private final byte[] text;
    /** What {@link HeaderLines#pack} gave, as if the first line began at 0. */
    private final int[] lines;

    private final int longestLine;
    /** As that of {@link HeaderLines}, and filled by it. */
    private final Object[] decoded;

    private StandingRun(byte[] text, int[] lines, int longestLine) {
        this.text = text;
        this.lines = lines;
        this.longestLine = longestLine;
        this.decoded = new Object[lines.length];
    }

    /** Whether a line may belong to a run; -1 for an unknown name. */
    static boolean takes(int nameIndex) {
        return nameIndex >= 0 && STANDING[nameIndex];
    }

    /** The run that stands at an index and of which no line goes on behind it; null when none is known. */
    static @Nullable StandingRun find(byte[] bytes, int from) {
        if (bytes.length - from <= LEAST_BYTES) {
            return null;
        }
        var run = RUNS[slot(bytes, from)];
        int to = run == null ? 0 : from + run.text.length;
        return run != null
                        && to < bytes.length
                        && bytes[to] != ' '
                        && bytes[to] != '\t'
                        && Arrays.equals(run.text, 0, run.text.length, bytes, from, to)
                ? run
                : null;
    }

    /** Remembers {@code count} unfolded lines of the index from {@code first} on, up to {@code to}, exclusive; null when it does not pay. */
    static @Nullable StandingRun keep(byte[] bytes, int[] index, int first, int count, int to) {
        int from = count < LEAST_LINES ? to : HeaderLines.startIn(index[first]);
        if (to - from < LEAST_BYTES || to - from > LONGEST) {
            return null;
        }
        var lines = new int[count];
        int longest = 0;
        for (int i = 0; i < count; i++) {
            lines[i] = HeaderLines.moved(index[first + i], -from);
            int end = i + 1 < count ? HeaderLines.startIn(index[first + i + 1]) : to;
            longest = Math.max(longest, end - HeaderLines.startIn(index[first + i]));
        }
        var run = new StandingRun(Arrays.copyOfRange(bytes, from, to), lines, longest);
        RUNS[slot(bytes, from)] = run;
        return run;
    }

    /** By some bytes of the least that a run has: equal ones have the same, and lists of two makers differ in them. */
    private static int slot(byte[] bytes, int from) {
        long some = (long) LONG.get(bytes, from + 8)
                + 31 * (long) LONG.get(bytes, from + 24)
                + 17 * (long) LONG.get(bytes, from + LEAST_BYTES - Long.BYTES);
        return (int) (some * 0x9e37_79b9_7f4a_7c15L >>> Long.SIZE - SLOT_BITS);
    }

    int length() {
        return text.length;
    }

    int count() {
        return lines.length;
    }

    /** The number of a line when the first one begins at {@code start}. */
    int line(int i, int start) {
        return HeaderLines.moved(lines[i], start);
    }

    int longestLine() {
        return longestLine;
    }

    /** Gives what was decoded of the lines so far. */
    void copyDecoded(@Nullable Object[] target, int first) {
        System.arraycopy(decoded, 0, target, first, decoded.length);
    }

    void keepDecoded(int i, Object value) {
        decoded[i] = value;
    }
}
