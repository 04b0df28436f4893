package io.switchhook.simulation;

/** The four classic kinds of address translator; RFC 4787 describes them as pairs of mapping and filtering. */
public enum NatKind {
    /** One mapping for an inside port, whoever it talks to; lets everybody in. */
    FULL_CONE,
    /** One mapping; lets in those addresses that were sent to. */
    RESTRICTED_CONE,
    /** One mapping; lets in those addresses and ports that were sent to. */
    PORT_RESTRICTED_CONE,
    /** A mapping of its own for each destination; lets in that destination alone. */
    SYMMETRIC;

    boolean mapsByDestination() {
        return this == SYMMETRIC;
    }
}
