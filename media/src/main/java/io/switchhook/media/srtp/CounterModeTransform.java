package io.switchhook.media.srtp;

import java.util.Arrays;

/** AES in counter mode with HMAC-SHA1: RFC 3711 §4.1.1 and §4.2.1, with longer keys RFC 6188. */
final class CounterModeTransform extends PacketTransform {
    private final AesBlocks aes;
    private final HmacSha1 hmac;
    private final byte[] salt;
    private final byte[] iv = new byte[AesBlocks.BLOCK];
    private final byte[] rollOver = new byte[4];
    private final int tagBytes;

    CounterModeTransform(byte[] key, byte[] salt, byte[] authentication, int tagBytes) {
        this.aes = new AesBlocks(key);
        this.hmac = new HmacSha1(authentication);
        this.salt = salt;
        this.tagBytes = tagBytes;
    }

    @Override
    void protectRtp(byte[] bytes, int start, int body, int end, int ssrc, long index) {
        crypt(bytes, body, end, ssrc, index);
        System.arraycopy(rtpTag(bytes, start, end, index), 0, bytes, end, tagBytes);
    }

    @Override
    boolean openRtp(byte[] bytes, int start, int body, int end, int tag, int ssrc, long index) {
        boolean authentic = isSame(rtpTag(bytes, start, end, index), 0, bytes, tag, tagBytes);
        if (authentic) {
            crypt(bytes, body, end, ssrc, index);
        }
        return authentic;
    }

    /** RFC 3711 §4.2: the packet, with the roll-over counter behind it. */
    private byte[] rtpTag(byte[] bytes, int start, int end, long index) {
        putWord(rollOver, 0, (int) (index >>> 16));
        hmac.begin();
        hmac.update(bytes, start, end - start);
        hmac.update(rollOver, 0, rollOver.length);
        return hmac.end();
    }

    @Override
    void protectRtcp(byte[] bytes, int start, int end, int ssrc, int word) {
        crypt(bytes, start + RTCP_HEADER, end, ssrc, word & ~ENCRYPTED);
        putWord(bytes, end, word);
        System.arraycopy(rtcpTag(bytes, start, end + RTCP_WORD), 0, bytes, end + RTCP_WORD, tagBytes);
    }

    @Override
    boolean openRtcp(byte[] bytes, int start, int end, int word, int tag, int ssrc) {
        boolean authentic = isSame(rtcpTag(bytes, start, word + RTCP_WORD), 0, bytes, tag, tagBytes);
        int said = word(bytes, word);
        if (authentic && (said & ENCRYPTED) != 0) {
            crypt(bytes, start + RTCP_HEADER, end, ssrc, said & ~ENCRYPTED);
        }
        return authentic;
    }

    private byte[] rtcpTag(byte[] bytes, int start, int end) {
        hmac.begin();
        hmac.update(bytes, start, end - start);
        return hmac.end();
    }

    /** RFC 3711 §4.1.1: IV = salt * 2^16 XOR SSRC * 2^64 XOR index * 2^16. */
    private void crypt(byte[] bytes, int from, int end, int ssrc, long index) {
        Arrays.fill(iv, (byte) 0);
        System.arraycopy(salt, 0, iv, 0, salt.length);
        xor(iv, 8, ssrc, 4);
        xor(iv, 14, index, 6);
        aes.xor(iv, 0, bytes, from, end - from);
    }

    @Override
    void wipe() {
        aes.wipe();
        hmac.wipe();
        Arrays.fill(salt, (byte) 0);
        Arrays.fill(iv, (byte) 0);
    }
}
