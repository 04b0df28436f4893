package io.switchhook.sip.core.usage;

/** What an end thinks of reliable provisional responses (RFC 3262). */
public enum ReliabilityPolicy {
    /** Neither sent nor understood; a caller that insists is answered 420. */
    OFF,
    /** Offered, and used where the other side can: when it insists, and for early media. */
    SUPPORTED,
    /** Insisted on: a callee without them answers 420, a caller without them is answered 421. */
    REQUIRED
}
