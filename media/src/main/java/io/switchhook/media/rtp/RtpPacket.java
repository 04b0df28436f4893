package io.switchhook.media.rtp;

import java.nio.ByteBuffer;

/**
 * A reusable view of one RTP packet in a buffer that belongs to somebody else (RFC 3550 §5.1). {@link #parse} checks
 * every length first; the accessors then read
 * without further checks and without allocation. The view is good until the buffer's bytes change or the next {@code
 * parse}. Not thread-safe.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           synchronization source (SSRC) identifier            |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |            contributing source (CSRC) identifiers, 0..15      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  extension profile (if X)     |  length in 32-bit words       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 extension ... payload ... padding (if P)      |
 * </pre>
 */
public final class RtpPacket {
    /** Length of the header without CSRCs and extension. */
    public static final int FIXED_HEADER_BYTES = 12;

    private static final int VERSION = 2;
    private static final int FLAGS = 0;
    private static final int MARKER_AND_TYPE = 1;
    private static final int SEQUENCE = 2;
    private static final int TIMESTAMP = 4;
    private static final int SSRC = 8;
    private static final int CSRC = 12;
    private static final int EXTENSION_HEADER_BYTES = 4;
    private static final int PADDING_BIT = 0x20;
    private static final int EXTENSION_BIT = 0x10;
    private static final int MARKER_BIT = 0x80;

    private ByteBuffer bytes = ByteBuffer.allocate(FIXED_HEADER_BYTES);
    private int start;
    private int extensionOffset = -1;
    private int payloadOffset = FIXED_HEADER_BYTES;
    private int payloadLength;
    private int paddingLength;

    /**
     * Reads the packet from position to limit, and moves neither. After any other result than {@link RtpParse#VALID}
     * the accessors have no meaning.
     */
    public RtpParse parse(ByteBuffer packet) {
        int from = packet.position();
        int length = packet.remaining();
        if (length < FIXED_HEADER_BYTES) {
            return RtpParse.TOO_SHORT;
        }
        int flags = packet.get(from + FLAGS);
        if ((flags >> 6 & 3) != VERSION) {
            return RtpParse.WRONG_VERSION;
        }
        int header = FIXED_HEADER_BYTES + 4 * (flags & 0x0F);
        if (length < header) {
            return RtpParse.TOO_SHORT;
        }
        int extension = -1;
        if ((flags & EXTENSION_BIT) != 0) {
            if (length - header < EXTENSION_HEADER_BYTES) {
                return RtpParse.BAD_EXTENSION;
            }
            extension = from + header;
            header += EXTENSION_HEADER_BYTES + 4 * (bigEndianShort(packet, extension + 2));
            if (length < header) {
                return RtpParse.BAD_EXTENSION;
            }
        }
        int padding = 0;
        if ((flags & PADDING_BIT) != 0) {
            padding = packet.get(from + length - 1) & 0xFF;
            if (padding == 0 || padding > length - header) {
                return RtpParse.BAD_PADDING;
            }
        }
        bytes = packet;
        start = from;
        extensionOffset = extension;
        payloadOffset = from + header;
        payloadLength = length - header - padding;
        paddingLength = padding;
        return RtpParse.VALID;
    }

    public boolean marker() {
        return (bytes.get(start + MARKER_AND_TYPE) & MARKER_BIT) != 0;
    }

    /** 0 to 127. */
    public int payloadType() {
        return bytes.get(start + MARKER_AND_TYPE) & 0x7F;
    }

    /** 0 to 65535. */
    public int sequence() {
        return bigEndianShort(bytes, start + SEQUENCE);
    }

    /** The 32 bits of the timestamp; compare by difference. */
    public int timestamp() {
        return bigEndianInt(bytes, start + TIMESTAMP);
    }

    /** The 32 bits of the SSRC. */
    public int ssrc() {
        return bigEndianInt(bytes, start + SSRC);
    }

    /** 0 to 15. */
    public int csrcCount() {
        return bytes.get(start + FLAGS) & 0x0F;
    }

    /** @param index from 0 to {@link #csrcCount()} - 1 */
    public int csrc(int index) {
        if (index < 0 || index >= csrcCount()) {
            throw new IndexOutOfBoundsException("CSRC " + index + " of " + csrcCount());
        }
        return bigEndianInt(bytes, start + CSRC + 4 * index);
    }

    public boolean hasExtension() {
        return extensionOffset >= 0;
    }

    /** The 16 bits "defined by profile" of the header extension, 0 when there is none. */
    public int extensionProfile() {
        return hasExtension() ? bigEndianShort(bytes, extensionOffset) : 0;
    }

    /** Length of the header extension's data in bytes, 0 when there is none. */
    public int extensionLength() {
        return hasExtension() ? 4 * bigEndianShort(bytes, extensionOffset + 2) : 0;
    }

    /** Where the payload starts in the buffer, as an absolute index. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Length of the payload in bytes, without padding; may be 0. */
    public int payloadLength() {
        return payloadLength;
    }

    public int paddingLength() {
        return paddingLength;
    }

    /** Copies the payload; {@code target} must have {@link #payloadLength()} bytes after {@code offset}. */
    public void copyPayload(byte[] target, int offset) {
        bytes.get(payloadOffset, target, offset, payloadLength);
    }

    /** A new read-only buffer of the payload. Allocates; for rare packets. */
    public ByteBuffer payload() {
        return bytes.slice(payloadOffset, payloadLength).asReadOnlyBuffer();
    }

    /**
     * Writes a fixed header of 12 bytes (no CSRC, extension or padding) at the buffer's position; the payload follows
     * it.
     */
    public static void writeHeader(
            ByteBuffer out, boolean marker, int payloadType, int sequence, int timestamp, int ssrc) {
        if (payloadType < 0 || payloadType > 127) {
            throw new IllegalArgumentException("Payload type must be 0 to 127, is " + payloadType);
        }
        out.put((byte) (VERSION << 6)).put((byte) ((marker ? MARKER_BIT : 0) | payloadType));
        out.put((byte) (sequence >> 8)).put((byte) sequence);
        putInt(out, timestamp);
        putInt(out, ssrc);
    }

    private static void putInt(ByteBuffer out, int value) {
        out.put((byte) (value >> 24))
                .put((byte) (value >> 16))
                .put((byte) (value >> 8))
                .put((byte) value);
    }

    // Read byte by byte, so that the byte order of the caller's buffer does not matter and need not be changed.
    private static int bigEndianShort(ByteBuffer buffer, int index) {
        return (buffer.get(index) & 0xFF) << 8 | buffer.get(index + 1) & 0xFF;
    }

    private static int bigEndianInt(ByteBuffer buffer, int index) {
        return bigEndianShort(buffer, index) << 16 | bigEndianShort(buffer, index + 2);
    }
}
