package io.switchhook.stack.media;

/** What became of digits that were to be sent. */
public enum DigitsOutcome {
    /** All have been sent; as with anything sent by RTP, nobody says that they arrived. */
    SENT,
    /** The other side takes no telephone events. */
    NOT_SUPPORTED,
    /** Too many wait already. */
    TOO_MANY,
    /** The call is not up, or ended before all were sent. */
    ENDED
}
