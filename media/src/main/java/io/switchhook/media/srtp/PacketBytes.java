package io.switchhook.media.srtp;

import java.nio.ByteBuffer;

/** A packet in the array of its buffer. Reused for each; allocates nothing. */
final class PacketBytes {
    private static final int FIXED_HEADER = 12;
    private static final int EXTENSION_HEADER = 4;

    private byte[] bytes = {};
    private int start;
    private int end;

    /** @throws IllegalArgumentException when the buffer has no array that may be written to */
    void use(ByteBuffer packet) {
        if (!packet.hasArray()) {
            throw new IllegalArgumentException("A packet is changed in its array: a buffer that has one is expected");
        }
        bytes = packet.array();
        start = packet.arrayOffset() + packet.position();
        end = packet.arrayOffset() + packet.limit();
    }

    byte[] array() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int length() {
        return end - start;
    }

    int sequence() {
        return (bytes[start + 2] & 0xFF) << 8 | bytes[start + 3] & 0xFF;
    }

    int rtpSsrc() {
        return PacketTransform.word(bytes, start + 8);
    }

    int rtcpSsrc() {
        return PacketTransform.word(bytes, start + 4);
    }

    /** Where the payload begins: it may be encrypted, so that nothing behind it is looked at. -1 when there is no RTP header of good form. */
    int rtpBody() {
        if (length() < FIXED_HEADER || (bytes[start] >> 6 & 3) != 2) {
            return -1;
        }
        int body = start + FIXED_HEADER + 4 * (bytes[start] & 0x0F);
        if ((bytes[start] & 0x10) != 0) {
            if (body + EXTENSION_HEADER > end) {
                return -1;
            }
            body += EXTENSION_HEADER + 4 * ((bytes[body + 2] & 0xFF) << 8 | bytes[body + 3] & 0xFF);
        }
        return body <= end ? body : -1;
    }

    boolean isRtcp() {
        return length() >= PacketTransform.RTCP_HEADER && (bytes[start] >> 6 & 3) == 2;
    }
}
