package io.switchhook.sdp.negotiation;

/** Whose order of formats an answer follows. */
public enum Preference {
    /** The offer's order, so that both directions use the same codec: RFC 3264 §6.1 recommends it. */
    OFFERER,
    /** Our own order. */
    ANSWERER
}
