package io.switchhook.media.rtcp;

/**
 * A packet of a type that is not understood here (APP, feedback): skipped.
 *
 * @param type packet type, 0 to 255
 * @param length length of the whole packet in bytes
 */
public record UnknownRtcp(int type, int length) implements RtcpPacket {
    @Override
    public Kind kind() {
        return Kind.UNKNOWN;
    }
}
