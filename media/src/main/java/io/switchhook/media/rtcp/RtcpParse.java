package io.switchhook.media.rtcp;

/** The outcome of reading a datagram as RTCP. */
public sealed interface RtcpParse {

    /** A well-formed compound. */
    record Parsed(RtcpCompound compound) implements RtcpParse {}

    /** @param reason what was expected, for a trace */
    record Malformed(String reason) implements RtcpParse {}
}
