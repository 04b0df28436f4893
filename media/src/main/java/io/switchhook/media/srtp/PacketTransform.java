package io.switchhook.media.srtp;

/**
 * Encrypts and authenticates the packets of either RTP or RTCP under the session keys of one master key (RFC 3711 §3.1). It knows nothing of windows and sources. Packets are
 * given by where their parts stand in an array, and changed there.
 */
abstract class PacketTransform {
    /** RFC 3711 §3.4: what stays readable of a report. */
    static final int RTCP_HEADER = 8;
    /** The E flag and the index. */
    static final int RTCP_WORD = 4;

    static final int ENCRYPTED = 1 << 31;

    /** Encrypts from {@code body} to {@code end} and writes the tag behind it. */
    abstract void protectRtp(byte[] bytes, int start, int body, int end, int ssrc, long index);

    /** Decrypts from {@code body} to {@code end}, when the tag is right; else nothing has changed. */
    abstract boolean openRtp(byte[] bytes, int start, int body, int end, int tag, int ssrc, long index);

    /** Encrypts what follows the header, and writes tag and index word behind it. */
    abstract void protectRtcp(byte[] bytes, int start, int end, int ssrc, int word);

    /** Decrypts a report, unless it says that it is not encrypted, when the tag is right; else nothing has changed. */
    abstract boolean openRtcp(byte[] bytes, int start, int end, int word, int tag, int ssrc);

    abstract void wipe();

    static int word(byte[] bytes, int offset) {
        return (bytes[offset] & 0xFF) << 24
                | (bytes[offset + 1] & 0xFF) << 16
                | (bytes[offset + 2] & 0xFF) << 8
                | bytes[offset + 3] & 0xFF;
    }

    static void putWord(byte[] bytes, int offset, int word) {
        for (int i = 0; i < 4; i++) {
            bytes[offset + i] = (byte) (word >>> 24 - 8 * i);
        }
    }

    /** Takes as long wherever the two differ. */
    static boolean isSame(byte[] one, int oneOffset, byte[] other, int otherOffset, int length) {
        int difference = 0;
        for (int i = 0; i < length; i++) {
            difference |= one[oneOffset + i] ^ other[otherOffset + i];
        }
        return difference == 0;
    }

    /** Adds a number, its highest byte first, to the bytes that end there. */
    static void xor(byte[] bytes, int end, long number, int length) {
        for (int i = 0; i < length; i++) {
            bytes[end - 1 - i] ^= (byte) (number >>> 8 * i);
        }
    }
}
