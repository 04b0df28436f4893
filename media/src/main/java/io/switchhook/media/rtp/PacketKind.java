package io.switchhook.media.rtp;

import java.nio.ByteBuffer;

/** What a datagram on a media port is, told from its first two bytes (RFC 7983 §7, RFC 5761 §4). */
public enum PacketKind {
    STUN,
    ZRTP,
    DTLS,
    TURN_CHANNEL,
    RTP,
    RTCP,
    UNKNOWN;

    /** Tells the kind of the datagram from position to limit; moves neither. An empty datagram is {@link #UNKNOWN}. */
    public static PacketKind of(ByteBuffer datagram) {
        int length = datagram.remaining();
        if (length == 0) {
            return UNKNOWN;
        }
        int first = datagram.get(datagram.position()) & 0xFF;
        return of(first, length > 1 ? datagram.get(datagram.position() + 1) & 0xFF : 0);
    }

    /**
     * @param first the first byte, 0 to 255
     * @param second the second byte, 0 to 255; matters for RTP and RTCP alone
     */
    public static PacketKind of(int first, int second) {
        if (first >= 128 && first <= 191) {
            // RFC 5761 §4: payload types 64 to 95 are not used beside RTCP, so 192 to 223 is always RTCP.
            return second >= 192 && second <= 223 ? RTCP : RTP;
        }
        if (first <= 3) {
            return STUN;
        }
        if (first >= 16 && first <= 19) {
            return ZRTP;
        }
        if (first >= 20 && first <= 63) {
            return DTLS;
        }
        return first >= 64 && first <= 79 ? TURN_CHANNEL : UNKNOWN;
    }
}
