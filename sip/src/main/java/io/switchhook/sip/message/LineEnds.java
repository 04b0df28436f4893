package io.switchhook.sip.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds line ends and colons eight bytes at a time: header values are most of a message, and nobody looks at the rest of their bytes before they are asked for. */
final class LineEnds {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final long BEHIND_RETURN = ONES * ('\r' + 1);
    private static final long COLONS = ONES * ':';

    private LineEnds() {}

    /** The index of the first CR or LF from {@code from} on, or the length of the bytes. */
    static int next(byte[] bytes, int from) {
        int at = from;
        while (at <= bytes.length - Long.BYTES) {
            long eight = (long) LONG.get(bytes, at);
            // The top bit of the lowest byte that is at most CR is set, and none below it; those above may err.
            long low = (eight - BEHIND_RETURN) & ~eight & TOPS;
            if (low == 0) {
                at += Long.BYTES;
                continue;
            }
            at += Long.numberOfTrailingZeros(low) >> 3;
            if (isEnd(bytes[at])) {
                return at;
            }
            at++;
        }
        while (at < bytes.length && !isEnd(bytes[at])) {
            at++;
        }
        return at;
    }

    /** The index of the first colon from {@code from} on, in whatever line, or the length of the bytes. */
    static int colon(byte[] bytes, int from) {
        int at = from;
        for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            long others = (long) LONG.get(bytes, at) ^ COLONS;
            long zeros = (others - ONES) & ~others & TOPS;
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >> 3);
            }
        }
        while (at < bytes.length && bytes[at] != ':') {
            at++;
        }
        return at;
    }

    private static boolean isEnd(byte c) {
        return c == '\n' || c == '\r';
    }
}
