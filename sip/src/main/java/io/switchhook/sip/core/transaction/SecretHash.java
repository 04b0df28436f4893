package io.switchhook.sip.core.transaction;

import io.switchhook.base.random.Randomness;
import java.nio.ByteBuffer;

/**
 * A hash of texts that peers choose. It is the value of a polynomial at a secret point: whoever does not know the point cannot make texts that collide, but by a chance
 * of some 2 to the power of -50.
 */
final class SecretHash {
    private static final int BITS = 61;
    private static final long PRIME = (1L << BITS) - 1;

    private final long point;

    SecretHash(Randomness random) {
        // Never 0 or 1, where the polynomial says little.
        point = 2 + Long.remainderUnsigned(random.nextLong(), PRIME - 2);
    }

    /** Not negative. */
    long of(byte[] text) {
        var rest = ByteBuffer.wrap(text);
        long sum = text.length;
        while (rest.remaining() >= Integer.BYTES) {
            sum = next(sum, rest.getInt() & 0xffffffffL);
        }
        while (rest.hasRemaining()) {
            sum = next(sum, rest.get() & 0xff);
        }
        return next(sum, 0);
    }

    private long next(long sum, long coefficient) {
        long low = sum * point;
        long high = Math.multiplyHigh(sum, point);
        long product = (low & PRIME) + (low >>> BITS | high << (Long.SIZE - BITS));
        return reduced(reduced(product) + coefficient);
    }

    private static long reduced(long value) {
        long once = (value & PRIME) + (value >>> BITS);
        return once >= PRIME ? once - PRIME : once;
    }
}
