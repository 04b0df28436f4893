package io.switchhook.media.srtp;

import java.util.Arrays;

/** What is derived from one master key (RFC 3711 §4.3), and how many packets it has been used for. The keys are derived once: there is no derivation rate. */
final class SessionKeys {
    private static final int RTP_ENCRYPTION = 0;
    private static final int RTP_AUTHENTICATION = 1;
    private static final int RTP_SALT = 2;
    private static final int RTCP_ENCRYPTION = 3;
    private static final int RTCP_AUTHENTICATION = 4;
    private static final int RTCP_SALT = 5;
    /** Where the label stands among the 14 bytes that the salt takes. */
    private static final int LABEL = 7;

    private final SrtpMasterKey master;
    private final PacketTransform rtp;
    private final PacketTransform rtcp;
    private long rtpPackets;
    private long rtcpPackets;

    SessionKeys(SrtpMasterKey master) {
        this.master = master.copy();
        var suite = master.suite();
        rtp = transform(master, RTP_ENCRYPTION, RTP_AUTHENTICATION, RTP_SALT, suite.tagBytes());
        rtcp = transform(master, RTCP_ENCRYPTION, RTCP_AUTHENTICATION, RTCP_SALT, suite.srtcpTagBytes());
    }

    private static PacketTransform transform(
            SrtpMasterKey master, int encryption, int authentication, int salt, int tagBytes) {
        var suite = master.suite();
        var key = derive(master, encryption, suite.keyBytes());
        var sessionSalt = derive(master, salt, suite.saltBytes());
        try {
            if (suite.isGcm()) {
                return new GcmTransform(key, sessionSalt);
            }
            var authenticationKey = derive(master, authentication, HmacSha1.BYTES);
            var transform = new CounterModeTransform(key, sessionSalt, authenticationKey, tagBytes);
            Arrays.fill(authenticationKey, (byte) 0);
            return transform;
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** RFC 3711 §4.3.3, with the key length of the suite as RFC 6188 §3 and RFC 7714 §11 have it; a salt of 96 bits is filled up with zeros behind it. */
    static byte[] derive(SrtpMasterKey master, int label, int length) {
        var key = master.key();
        var salt = master.salt();
        var aes = new AesBlocks(key);
        var iv = Arrays.copyOf(salt, AesBlocks.BLOCK);
        iv[LABEL] ^= (byte) label;
        var derived = new byte[length];
        aes.xor(iv, 0, derived, 0, length);
        aes.wipe();
        Arrays.fill(key, (byte) 0);
        Arrays.fill(salt, (byte) 0);
        return derived;
    }

    SrtpMasterKey master() {
        return master;
    }

    PacketTransform rtp() {
        return rtp;
    }

    PacketTransform rtcp() {
        return rtcp;
    }

    boolean isRtpExhausted() {
        return rtpPackets >= master.lifetime();
    }

    /** RFC 4568 §6.1: a lifetime is meant of either. */
    boolean isRtcpExhausted() {
        return rtcpPackets >= Math.min(master.lifetime(), SrtpSuite.MAX_SRTCP_PACKETS);
    }

    void countRtp() {
        rtpPackets++;
    }

    void countRtcp() {
        rtcpPackets++;
    }

    /** For tests of what happens after so many packets. */
    void pretendUsed(long rtpUsed, long rtcpUsed) {
        rtpPackets = rtpUsed;
        rtcpPackets = rtcpUsed;
    }

    void wipe() {
        rtp.wipe();
        rtcp.wipe();
        master.wipe();
    }
}
