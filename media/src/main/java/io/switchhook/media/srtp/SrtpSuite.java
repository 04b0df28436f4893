package io.switchhook.media.srtp;

/** How packets are encrypted and authenticated. The names are those of SDES (RFC 4568 §6.2, RFC 6188 §4, RFC 7714 §14.1). */
public enum SrtpSuite {
    AES_CM_128_HMAC_SHA1_80(16, 10, false, 1L << 48),
    AES_CM_128_HMAC_SHA1_32(16, 4, false, 1L << 48),
    AES_192_CM_HMAC_SHA1_80(24, 10, false, 1L << 31),
    AES_192_CM_HMAC_SHA1_32(24, 4, false, 1L << 31),
    AES_256_CM_HMAC_SHA1_80(32, 10, false, 1L << 31),
    AES_256_CM_HMAC_SHA1_32(32, 4, false, 1L << 31),
    AEAD_AES_128_GCM(16, 16, true, 1L << 48),
    AEAD_AES_256_GCM(32, 16, true, 1L << 48);

    /** RFC 3711 §9.2: SRTCP has an index of 31 bits. */
    static final long MAX_SRTCP_PACKETS = 1L << 31;

    private static final int GCM_SALT_BYTES = 12;
    private static final int COUNTER_SALT_BYTES = 14;
    /** RFC 3711 §5.2: reports are authenticated with 80 bits, also where audio is with 32. */
    private static final int SRTCP_TAG_BYTES = 10;

    private final int keyBytes;
    private final int tagBytes;
    private final boolean gcm;
    private final long maxPackets;

    SrtpSuite(int keyBytes, int tagBytes, boolean gcm, long maxPackets) {
        this.keyBytes = keyBytes;
        this.tagBytes = tagBytes;
        this.gcm = gcm;
        this.maxPackets = maxPackets;
    }

    /** Bytes of the master key. */
    public int keyBytes() {
        return keyBytes;
    }

    /** Bytes of the master salt. */
    public int saltBytes() {
        return gcm ? GCM_SALT_BYTES : COUNTER_SALT_BYTES;
    }

    /** Bytes that a tag adds to an RTP packet: 10, 4 or 16. */
    public int tagBytes() {
        return tagBytes;
    }

    /** How many RTP packets one master key may protect (RFC 3711 §9.2, RFC 6188 §4). */
    public long maxPackets() {
        return maxPackets;
    }

    int srtcpTagBytes() {
        return gcm ? tagBytes : SRTCP_TAG_BYTES;
    }

    boolean isGcm() {
        return gcm;
    }
}
