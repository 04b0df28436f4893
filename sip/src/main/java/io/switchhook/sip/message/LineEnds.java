package io.switchhook.sip.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds CR and LF eight bytes at a time: header values are most of a message, and nobody looks at the rest of their bytes before they are asked for. */
final class LineEnds {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long RETURNS = ONES * '\r';

    private LineEnds() {}

    /** The index of the first CR or LF from {@code from} on, or the length of the bytes. */
    static int next(byte[] bytes, int from) {
        int at = from;
        for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            long eight = (long) LONG.get(bytes, at);
            long ends = zeros(eight ^ LINE_FEEDS) | zeros(eight ^ RETURNS);
            if (ends != 0) {
                return at + (Long.numberOfTrailingZeros(ends) >> 3);
            }
        }
        while (at < bytes.length && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    /** The top bit of the lowest byte that is 0 is set, and none below it; those above may err. */
    private static long zeros(long bytes) {
        return (bytes - ONES) & ~bytes & TOPS;
    }
}
