package io.switchhook.base.random;

/** A source of randomness. Production gives a cryptographically strong one, tests a seeded one. Safe to call from any thread. */
public interface Randomness {

    long nextLong();

    void nextBytes(byte[] target);

    /** A uniform value in {@code [0, bound)}; {@code bound} must be positive. */
    default int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive, but is " + bound);
        }
        return (int) Long.remainderUnsigned(nextLong(), bound);
    }

    /** A uniform value in {@code [0, 1)}. */
    default double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /**
     * A token of lower-case letters and digits that needs no escaping anywhere in SIP or SDP.
     *
     * @param length number of characters, about 5.1 bits of randomness each
     */
    default String nextToken(int length) {
        var alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
        // Ten characters take 52 of the 64 bits, so that none is likelier than another by more than one in a thousand.
        int charactersOfOneDraw = 10;
        var token = new StringBuilder(length);
        long draw = 0;
        for (int i = 0; i < length; i++) {
            draw = i % charactersOfOneDraw == 0 ? nextLong() >>> 1 : draw / alphabet.length();
            token.append(alphabet.charAt((int) (draw % alphabet.length())));
        }
        return token.toString();
    }
}
