package io.switchhook.stack.media;

/** What became of digits that were to be sent. */
public enum DigitsOutcome {
    /** All have been sent; as with anything sent by RTP, nobody says that they arrived. */
    SENT,
    /** The other side takes no telephone events, or not all of these, or took them no longer before all were sent. */
    NOT_SUPPORTED,
    /** Too many wait already; none of these was sent. */
    TOO_MANY,
    /** The call is not up, or ended before all were sent. */
    ENDED
}
