package io.switchhook.sip.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was decoded last of lines that a peer says alike in each message, such as Allow, Supported and User-Agent: of two messages with equal lines the second costs a comparison.
 * Shared by all threads; what one of them does not see is decoded again. Peers that say something new in each message only push each other's lines out.
 */
final class StandingLines {
    /** A megabyte or two at worst, when somebody fills them with long lists; a phone or a trunk hears a handful of lines, a busy registrar some tens. */
    private static final int SLOT_BITS = 8;

    /** Longer lines are no habit. */
    private static final int LONGEST = 256;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final @Nullable Line[] LINES = new @Nullable Line[1 << SLOT_BITS];

    /** Final fields, so that whoever sees a line sees all of it. */
    private record Line(int nameIndex, byte[] value, Object decoded) {}

    private StandingLines() {}

    /** What was decoded of an equal value of that header; null when none is at hand. */
    static @Nullable Object find(int nameIndex, byte[] bytes, int from, int to) {
        var line = LINES[slot(nameIndex, bytes, from, to)];
        return line != null
                        && line.nameIndex == nameIndex
                        && Arrays.equals(line.value, 0, line.value.length, bytes, from, to)
                ? line.decoded
                : null;
    }

    /** Keeps what was decoded, which must not change any more. */
    static void keep(int nameIndex, byte[] bytes, int from, int to, Object decoded) {
        if (to - from <= LONGEST) {
            LINES[slot(nameIndex, bytes, from, to)] = new Line(nameIndex, Arrays.copyOfRange(bytes, from, to), decoded);
        }
    }

    /** By the length and both ends: equal lines have the same, and of others few collide. */
    private static int slot(int nameIndex, byte[] bytes, int from, int to) {
        long ends = to - from;
        if (to - from >= Long.BYTES) {
            ends += 31 * (long) LONG.get(bytes, from) + 17 * (long) LONG.get(bytes, to - Long.BYTES);
        } else {
            for (int i = from; i < to; i++) {
                ends = 31 * ends + bytes[i];
            }
        }
        return (int) ((ends + nameIndex) * 0x9e37_79b9_7f4a_7c15L >>> Long.SIZE - SLOT_BITS);
    }
}
