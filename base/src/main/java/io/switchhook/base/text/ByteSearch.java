package io.switchhook.base.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds bytes eight at a time: of most of a text nobody wants to know more than where the next line, field or parameter begins. */
public final class ByteSearch {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final long BEHIND_RETURN = ONES * ('\r' + 1);

    private ByteSearch() {}

    /** The index of the first CR or LF from {@code from} on, or the length of the bytes. */
    public static int lineEnd(byte[] bytes, int from) {
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

    /** The index of the first such byte, which is ASCII, from {@code from} on and before {@code to}, or {@code to}. */
    public static int indexOf(char wanted, byte[] bytes, int from, int to) {
        int at = from;
        // The last eight may reach behind the end: what is found there counts as not found.
        for (; at < to && at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            long zeros = zeros((long) LONG.get(bytes, at) ^ ONES * wanted);
            if (zeros != 0) {
                return Math.min(to, at + (Long.numberOfTrailingZeros(zeros) >> 3));
            }
        }
        at = Math.min(at, Math.max(from, to));
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    /** The top bit of the lowest byte that is zero is set, and none below it. */
    private static long zeros(long eight) {
        return (eight - ONES) & ~eight & TOPS;
    }

    private static boolean isEnd(byte c) {
        return c == '\n' || c == '\r';
    }
}
