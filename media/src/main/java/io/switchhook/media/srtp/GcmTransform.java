package io.switchhook.media.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES in Galois/counter mode: RFC 7714. All of it is the platform's, which wants a new start for each packet. */
final class GcmTransform extends PacketTransform {
    private static final int TAG = 16;
    private static final int TAG_BITS = 128;
    private static final int IV = 12;
    private static final int KEY = 16;
    private static final int RTCP_ASSOCIATED = RTCP_HEADER + RTCP_WORD;

    private final Cipher cipher;
    private final byte[] salt;
    private final byte[] iv = new byte[IV];
    private final byte[] associated = new byte[RTCP_ASSOCIATED];
    private SecretKeySpec key;
    /** What goes in, since what does not pass must stay as it was. */
    private byte[] sealed = {};

    private byte[] opened = {};

    GcmTransform(byte[] key, byte[] salt) {
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM", e);
        }
        this.key = new SecretKeySpec(key, "AES");
        this.salt = salt;
    }

    @Override
    void protectRtp(byte[] bytes, int start, int body, int end, int ssrc, long index) {
        rtpIv(ssrc, index);
        begin(Cipher.ENCRYPT_MODE);
        cipher.updateAAD(bytes, start, body - start);
        seal(bytes, body, end);
    }

    @Override
    boolean openRtp(byte[] bytes, int start, int body, int end, int tag, int ssrc, long index) {
        rtpIv(ssrc, index);
        begin(Cipher.DECRYPT_MODE);
        cipher.updateAAD(bytes, start, body - start);
        return open(bytes, body, end, tag);
    }

    @Override
    void protectRtcp(byte[] bytes, int start, int end, int ssrc, int word) {
        rtcpIv(ssrc, word);
        begin(Cipher.ENCRYPT_MODE);
        associate(bytes, start, word);
        seal(bytes, start + RTCP_HEADER, end);
        putWord(bytes, end + TAG, word);
    }

    @Override
    boolean openRtcp(byte[] bytes, int start, int end, int wordAt, int tag, int ssrc) {
        int word = word(bytes, wordAt);
        rtcpIv(ssrc, word);
        begin(Cipher.DECRYPT_MODE);
        if ((word & ENCRYPTED) != 0) {
            associate(bytes, start, word);
            return open(bytes, start + RTCP_HEADER, end, tag);
        }
        // RFC 7714 §9.3: all is associated, and the word behind it.
        cipher.updateAAD(bytes, start, end - start);
        cipher.updateAAD(bytes, wordAt, RTCP_WORD);
        return open(bytes, end, end, tag);
    }

    private void associate(byte[] bytes, int start, int word) {
        System.arraycopy(bytes, start, associated, 0, RTCP_HEADER);
        putWord(associated, RTCP_HEADER, word);
        cipher.updateAAD(associated);
    }

    /** RFC 7714 §8.1: two zero bytes, the SSRC, the roll-over counter and the sequence number, to which the salt is added. */
    private void rtpIv(int ssrc, long index) {
        saltIv(ssrc);
        xor(iv, IV, index, 6);
    }

    /** RFC 7714 §9.1. */
    private void rtcpIv(int ssrc, int word) {
        saltIv(ssrc);
        xor(iv, IV, word & ~ENCRYPTED, 4);
    }

    private void saltIv(int ssrc) {
        System.arraycopy(salt, 0, iv, 0, IV);
        xor(iv, 6, ssrc, 4);
    }

    private void begin(int mode) {
        try {
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No index is used twice under one key (RFC 3711 §9.1)", e);
        }
    }

    private void seal(byte[] bytes, int body, int end) {
        int length = end - body;
        reserve(length);
        System.arraycopy(bytes, body, opened, 0, length);
        try {
            cipher.doFinal(opened, 0, length, bytes, body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("There is room for the tag behind a packet", e);
        }
    }

    private boolean open(byte[] bytes, int body, int end, int tag) {
        int length = end - body;
        reserve(length);
        System.arraycopy(bytes, body, sealed, 0, length);
        System.arraycopy(bytes, tag, sealed, length, TAG);
        try {
            cipher.doFinal(sealed, 0, length + TAG, opened, 0);
            System.arraycopy(opened, 0, bytes, body, length);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("As much comes out as goes in", e);
        }
    }

    private void reserve(int length) {
        if (sealed.length < length + TAG) {
            sealed = new byte[length + TAG];
            opened = new byte[length + TAG];
        }
    }

    @Override
    void wipe() {
        // Neither the key nor the cipher can be wiped; nobody holds them any more.
        key = new SecretKeySpec(new byte[KEY], "AES");
        Arrays.fill(iv, (byte) 0);
        begin(Cipher.DECRYPT_MODE);
        Arrays.fill(salt, (byte) 0);
        Arrays.fill(opened, (byte) 0);
    }
}
