package io.switchhook.media.srtp;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** HMAC-SHA1 (RFC 2104) under one key. {@link javax.crypto.Mac} makes new arrays for each result, this does not. */
final class HmacSha1 {
    static final int BYTES = 20;
    private static final int BLOCK = 64;

    private final MessageDigest digest;
    private final byte[] inner = new byte[BLOCK];
    private final byte[] outer = new byte[BLOCK];
    private final byte[] result = new byte[BYTES];

    /** @param key at most 64 bytes */
    HmacSha1(byte[] key) {
        try {
            digest = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
        System.arraycopy(key, 0, inner, 0, key.length);
        System.arraycopy(key, 0, outer, 0, key.length);
        for (int i = 0; i < BLOCK; i++) {
            inner[i] ^= 0x36;
            outer[i] ^= 0x5c;
        }
    }

    void begin() {
        digest.update(inner, 0, BLOCK);
    }

    void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    /** The 20 bytes; overwritten by the next. */
    byte[] end() {
        try {
            digest.digest(result, 0, BYTES);
            digest.update(outer, 0, BLOCK);
            digest.update(result, 0, BYTES);
            digest.digest(result, 0, BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-1 has 20 bytes", e);
        }
        return result;
    }

    void wipe() {
        Arrays.fill(inner, (byte) 0);
        Arrays.fill(outer, (byte) 0);
        Arrays.fill(result, (byte) 0);
        digest.reset();
    }
}
