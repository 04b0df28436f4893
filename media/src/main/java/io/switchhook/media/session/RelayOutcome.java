package io.switchhook.media.session;

/** What a relay did with a datagram. */
public enum RelayOutcome {
    FORWARDED,
    /** The other side's address is not known yet. */
    NO_DESTINATION,
    /** It came from an address that is not this side's. */
    REJECTED_SOURCE,
    /** A payload type that this side has not agreed on. */
    UNKNOWN_TYPE,
    /** Neither RTP nor RTCP of good form. */
    MALFORMED,
    /** It is not protected by the keys of the side, or the side has none yet. */
    NOT_AUTHENTIC,
    /** It cannot be protected for the other side: there are no keys yet, or they are used up. */
    NOT_PROTECTED,
    /** The relay does not pass audio of this side at present. */
    BLOCKED
}
