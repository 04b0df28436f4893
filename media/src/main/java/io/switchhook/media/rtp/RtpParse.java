package io.switchhook.media.rtp;

/** The outcome of reading a datagram as RTP. */
public enum RtpParse {
    VALID,
    /** Shorter than the fixed header and its CSRC list. */
    TOO_SHORT,
    /** The version is not 2. */
    WRONG_VERSION,
    /** The header extension does not fit into the packet. */
    BAD_EXTENSION,
    /** The padding count is zero or larger than what follows the header. */
    BAD_PADDING
}
