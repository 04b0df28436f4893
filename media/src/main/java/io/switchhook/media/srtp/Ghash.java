package io.switchhook.media.srtp;

/**
 * The hash of GCM (NIST SP 800-38D §6.4). Multiplies without branches or tables that depend on the key, so that its time tells nothing, and without a new object for each packet,
 * which {@link javax.crypto.Cipher} cannot do.
 */
final class Ghash {
    private static final int BLOCK = 16;
    private static final long EVERY_FOURTH = 0x1111_1111_1111_1111L;

    private final long high;
    private final long low;
    private long sumHigh;
    private long sumLow;

    /** @param key the cipher of 16 zero bytes */
    Ghash(byte[] key) {
        high = word(key, 0, 8);
        low = word(key, 8, 8);
    }

    void begin() {
        sumHigh = 0;
        sumLow = 0;
    }

    /** The last block is filled up with zeros. */
    void update(byte[] bytes, int offset, int length) {
        for (int at = 0; at < length; at += BLOCK) {
            int left = Math.min(BLOCK, length - at);
            sumHigh ^= word(bytes, offset + at, Math.min(8, left));
            sumLow ^= word(bytes, offset + at + 8, Math.max(0, left - 8));
            multiply();
        }
    }

    /** Closes with the lengths in bytes, and writes the 16 bytes of the hash. */
    void end(int associated, int ciphered, byte[] out) {
        sumHigh ^= (long) associated << 3;
        sumLow ^= (long) ciphered << 3;
        multiply();
        for (int i = 0; i < 8; i++) {
            out[i] = (byte) (sumHigh >>> 56 - 8 * i);
            out[8 + i] = (byte) (sumLow >>> 56 - 8 * i);
        }
    }

    private static long word(byte[] bytes, int offset, int length) {
        long word = 0;
        for (int i = 0; i < length; i++) {
            word |= (bytes[offset + i] & 0xFFL) << 56 - 8 * i;
        }
        return word;
    }

    /** The sum times the key in GF(2^128): the first bit of a block is the factor of x^0, so all is mirrored. */
    private void multiply() {
        long lowBits = times(sumLow, low);
        long lowCarry = carry(sumLow, low);
        long highBits = times(sumHigh, high);
        long highCarry = carry(sumHigh, high);
        long crossBits = times(sumHigh ^ sumLow, high ^ low) ^ lowBits ^ highBits;
        long crossCarry = carry(sumHigh ^ sumLow, high ^ low) ^ lowCarry ^ highCarry;
        long w0 = lowBits;
        long w1 = lowCarry ^ crossBits;
        long w2 = highBits ^ crossCarry;
        long w3 = highCarry;
        // A mirrored product stands one bit too low.
        w3 = w3 << 1 | w2 >>> 63;
        w2 = w2 << 1 | w1 >>> 63;
        w1 = w1 << 1 | w0 >>> 63;
        w0 <<= 1;
        // x^128 = x^7 + x^2 + x + 1, twice: for the lowest word, and for the next.
        w2 ^= w0 ^ w0 >>> 1 ^ w0 >>> 2 ^ w0 >>> 7;
        w1 ^= w0 << 63 ^ w0 << 62 ^ w0 << 57;
        w3 ^= w1 ^ w1 >>> 1 ^ w1 >>> 2 ^ w1 >>> 7;
        w2 ^= w1 << 63 ^ w1 << 62 ^ w1 << 57;
        sumHigh = w3;
        sumLow = w2;
    }

    /** The upper 64 bits of the product without carries: those of the mirrored factors, mirrored. */
    private static long carry(long a, long b) {
        return Long.reverse(times(Long.reverse(a), Long.reverse(b))) >>> 1;
    }

    /**
     * The lower 64 bits of the product without carries. Of each factor one bit in four is taken at a time, so that what a usual product carries falls into the holes between.
     */
    private static long times(long a, long b) {
        long a0 = a & EVERY_FOURTH;
        long a1 = a & EVERY_FOURTH << 1;
        long a2 = a & EVERY_FOURTH << 2;
        long a3 = a & EVERY_FOURTH << 3;
        long b0 = b & EVERY_FOURTH;
        long b1 = b & EVERY_FOURTH << 1;
        long b2 = b & EVERY_FOURTH << 2;
        long b3 = b & EVERY_FOURTH << 3;
        long p0 = a0 * b0 ^ a1 * b3 ^ a2 * b2 ^ a3 * b1;
        long p1 = a0 * b1 ^ a1 * b0 ^ a2 * b3 ^ a3 * b2;
        long p2 = a0 * b2 ^ a1 * b1 ^ a2 * b0 ^ a3 * b3;
        long p3 = a0 * b3 ^ a1 * b2 ^ a2 * b1 ^ a3 * b0;
        return p0 & EVERY_FOURTH | p1 & EVERY_FOURTH << 1 | p2 & EVERY_FOURTH << 2 | p3 & EVERY_FOURTH << 3;
    }
}
