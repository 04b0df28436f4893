package io.switchhook.systemtests.interleavings;

/** What a party can do of its own will, once each. */
enum Deed {
    /** 180 with a tag: an early dialog. */
    RING,
    ANSWER,
    REFUSE,
    /** CANCEL, 480 or BYE, as the state demands. */
    HANG_UP,
    /** A re-INVITE with an offer. */
    MODIFY,
    ACCEPT_CHANGE,
    REFUSE_CHANGE,
    REFER,
    /** The report on a REFER that came in. */
    NOTIFY
}
