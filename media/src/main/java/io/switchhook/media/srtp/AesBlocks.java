package io.switchhook.media.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES under one key, block by block, and the key streams made of it. The counter mode of {@link Cipher} wants a new start for each packet, which makes its key schedule anew
 * and allocates; so the counters are ours and the blocks are ciphered as they are.
 */
final class AesBlocks {
    static final int BLOCK = 16;
    private static final int COUNTER_BYTES = 2;
    /** Blocks that are ciphered in one go: a usual packet of audio. */
    private static final int CHUNK = 12 * BLOCK;

    private final Cipher cipher;
    private final byte[] counters = new byte[CHUNK];
    private final byte[] stream = new byte[CHUNK];

    AesBlocks(byte[] key) {
        try {
            cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES of that key length", e);
        }
    }

    /** Ciphers whole blocks. */
    void encrypt(byte[] in, int length, byte[] out) {
        try {
            cipher.update(in, 0, length, out, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("As much comes out as goes in", e);
        }
    }

    /**
     * Adds the key stream to the bytes, which encrypts or decrypts them.
     *
     * @param iv 16 bytes, whose last two are the counter's place (RFC 3711 §4.1.1); unchanged
     * @param first the first counter
     */
    void xor(byte[] iv, int first, byte[] bytes, int offset, int length) {
        int counter = first;
        int done = 0;
        while (done < length) {
            int part = Math.min(CHUNK, length - done);
            int whole = (part + BLOCK - 1) / BLOCK * BLOCK;
            for (int at = 0; at < whole; at += BLOCK) {
                System.arraycopy(iv, 0, counters, at, BLOCK);
                for (int i = 0; i < COUNTER_BYTES; i++) {
                    counters[at + BLOCK - 1 - i] ^= (byte) (counter >>> 8 * i);
                }
                counter++;
            }
            encrypt(counters, whole, stream);
            for (int i = 0; i < part; i++) {
                bytes[offset + done + i] ^= stream[i];
            }
            done += part;
        }
    }

    void wipe() {
        Arrays.fill(stream, (byte) 0);
        try {
            // The old schedule has nobody any more who holds it.
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[BLOCK], "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A key of 16 bytes is one", e);
        }
    }
}
