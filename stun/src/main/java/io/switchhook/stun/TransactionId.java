package io.switchhook.stun;

import io.switchhook.base.random.Randomness;

/** The 96 bits that an answer repeats (RFC 8489 §5). Drawn at random, since whoever can guess them can answer in the server's name. */
public record TransactionId(int high, long low) {

    /** A new one. */
    public static TransactionId draw(Randomness random) {
        return new TransactionId((int) random.nextLong(), random.nextLong());
    }
}
