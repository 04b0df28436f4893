package io.switchhook.systemtests.interleavings;

/** What a party can do of its own will, once each. */
enum Deed {
    /** 180 with a tag: an early dialog. */
    RING,
    /** 183 with the answer, reliably: PRACK follows (RFC 3262). */
    RING_WITH_ANSWER,
    ANSWER,
    REFUSE,
    /** CANCEL, 480 or BYE, as the state demands. */
    HANG_UP,
    /** A re-INVITE with an offer. */
    MODIFY,
    /** UPDATE with an offer (RFC 3311), before or after the call is answered. */
    UPDATE,
    ACCEPT_CHANGE,
    REFUSE_CHANGE,
    REFER,
    /** The report on a REFER that came in. */
    NOTIFY
}
