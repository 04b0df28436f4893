package io.switchhook.ice;

import io.switchhook.base.random.Randomness;

/** Which side decides, and what settles it when both think that they do (RFC 8445 §6.1.1, §7.3.1.1). It outlives a restart. */
final class Role {
    private final Randomness random;
    private boolean controlling;
    private long tieBreaker;

    Role(Randomness random) {
        this.random = random;
        this.tieBreaker = random.nextLong();
    }

    boolean isControlling() {
        return controlling;
    }

    long tieBreaker() {
        return tieBreaker;
    }

    void take(boolean control) {
        controlling = control;
    }

    /** The other side has refused us with 487: RFC 8445 §7.2.5.1. */
    void giveWay() {
        controlling = !controlling;
        tieBreaker = random.nextLong();
    }

    /** Whether ours is larger than or equal to that of a request; both are without sign. */
    boolean prevails(long theirs) {
        return Long.compareUnsigned(tieBreaker, theirs) >= 0;
    }
}
