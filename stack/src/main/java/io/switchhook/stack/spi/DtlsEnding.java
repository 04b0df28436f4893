package io.switchhook.stack.spi;

/**
 * Why there are no keys, or no more.
 *
 * @param text a sentence without control characters
 */
public record DtlsEnding(Kind kind, String text) {

    /** For switching. */
    public enum Kind {
        /** The peer shows another certificate than its description says. */
        WRONG_CERTIFICATE,
        /** The peer does not offer, or has not chosen, a suite of ours. */
        NO_COMMON_SUITE,
        /** The peer has ended the handshake with an alert. */
        REFUSED_BY_PEER,
        /** What came breaks the rules of DTLS, or asks for what we do not do. */
        BROKEN,
        /** Nothing came, or not enough. */
        TIMED_OUT,
        /** We have too many handshakes under way. */
        TOO_MANY,
        /** The peer has ended an association that stood (close_notify, or an alert). */
        CLOSED_BY_PEER
    }
}
