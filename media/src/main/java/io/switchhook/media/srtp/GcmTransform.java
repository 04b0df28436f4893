package io.switchhook.media.srtp;

import java.util.Arrays;

/** AES in Galois/counter mode: RFC 7714. */
final class GcmTransform extends PacketTransform {
    private static final int TAG = 16;
    private static final int COUNTER_BYTES = 4;
    private static final int RTCP_ASSOCIATED = RTCP_HEADER + RTCP_WORD;

    private final AesBlocks aes;
    private final Ghash hash;
    private final byte[] salt;
    private final byte[] iv = new byte[AesBlocks.BLOCK];
    private final byte[] associated = new byte[RTCP_ASSOCIATED];
    private final byte[] tag = new byte[TAG];
    private final byte[] said = new byte[TAG];

    GcmTransform(byte[] key, byte[] salt) {
        this.aes = new AesBlocks(key);
        this.salt = salt;
        var hashKey = new byte[AesBlocks.BLOCK];
        aes.encrypt(new byte[AesBlocks.BLOCK], AesBlocks.BLOCK, hashKey);
        this.hash = new Ghash(hashKey);
        Arrays.fill(hashKey, (byte) 0);
    }

    @Override
    void protectRtp(byte[] bytes, int start, int body, int end, int ssrc, long index) {
        rtpIv(ssrc, index);
        crypt(bytes, body, end);
        tagOf(bytes, start, body - start, bytes, body, end);
        System.arraycopy(tag, 0, bytes, end, TAG);
    }

    @Override
    boolean openRtp(byte[] bytes, int start, int body, int end, int place, int ssrc, long index) {
        rtpIv(ssrc, index);
        tagOf(bytes, start, body - start, bytes, body, end);
        boolean authentic = isSame(tag, 0, bytes, place, TAG);
        if (authentic) {
            crypt(bytes, body, end);
        }
        return authentic;
    }

    @Override
    void protectRtcp(byte[] bytes, int start, int end, int ssrc, int word) {
        rtcpIv(ssrc, word);
        crypt(bytes, start + RTCP_HEADER, end);
        associate(bytes, start, word);
        tagOf(associated, 0, RTCP_ASSOCIATED, bytes, start + RTCP_HEADER, end);
        System.arraycopy(tag, 0, bytes, end, TAG);
        putWord(bytes, end + TAG, word);
    }

    @Override
    boolean openRtcp(byte[] bytes, int start, int end, int wordAt, int place, int ssrc) {
        int word = word(bytes, wordAt);
        rtcpIv(ssrc, word);
        System.arraycopy(bytes, place, said, 0, TAG);
        boolean encrypted = (word & ENCRYPTED) != 0;
        if (encrypted) {
            associate(bytes, start, word);
            tagOf(associated, 0, RTCP_ASSOCIATED, bytes, start + RTCP_HEADER, end);
        } else {
            // RFC 7714 §9.3: all is associated, the word behind the report, which is where the tag stands.
            putWord(bytes, end, word);
            tagOf(bytes, start, end + RTCP_WORD - start, bytes, end, end);
            System.arraycopy(said, 0, bytes, end, RTCP_WORD);
        }
        boolean authentic = isSame(tag, 0, said, 0, TAG);
        if (authentic && encrypted) {
            crypt(bytes, start + RTCP_HEADER, end);
        }
        return authentic;
    }

    private void associate(byte[] bytes, int start, int word) {
        System.arraycopy(bytes, start, associated, 0, RTCP_HEADER);
        putWord(associated, RTCP_HEADER, word);
    }

    /** RFC 7714 §8.1: two zero bytes, the SSRC, the roll-over counter and the sequence number, to which the salt is added. */
    private void rtpIv(int ssrc, long index) {
        saltIv(ssrc);
        xor(iv, 12, index, 6);
    }

    /** RFC 7714 §9.1. */
    private void rtcpIv(int ssrc, int word) {
        saltIv(ssrc);
        xor(iv, 12, word & ~ENCRYPTED, 4);
    }

    private void saltIv(int ssrc) {
        Arrays.fill(iv, (byte) 0);
        System.arraycopy(salt, 0, iv, 0, salt.length);
        xor(iv, 6, ssrc, 4);
    }

    /** The first block of the stream is for the tag. */
    private void crypt(byte[] bytes, int from, int end) {
        aes.xor(iv, 2, COUNTER_BYTES, bytes, from, end - from);
    }

    private void tagOf(byte[] readable, int from, int length, byte[] ciphered, int body, int end) {
        hash.begin();
        hash.update(readable, from, length);
        hash.update(ciphered, body, end - body);
        hash.end(length, end - body, tag);
        aes.xor(iv, 1, COUNTER_BYTES, tag, 0, TAG);
    }

    @Override
    void wipe() {
        aes.wipe();
        Arrays.fill(salt, (byte) 0);
        Arrays.fill(iv, (byte) 0);
    }
}
