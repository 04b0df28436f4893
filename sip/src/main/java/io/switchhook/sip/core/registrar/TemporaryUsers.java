package io.switchhook.sip.core.registrar;

import io.switchhook.base.random.Randomness;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalLong;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * User parts that only we can make and read, any number of them for one index: RFC 5627 §A.2. The keys live as long as this object, as the table of indices does.
 */
final class TemporaryUsers {
    private static final String PREFIX = "tgruu.";
    private static final int BLOCK = 16;
    private static final int DISTINGUISHER = 10;
    private static final int MAC = 10;
    private static final int LENGTH = PREFIX.length() + 22 + 14;

    private final Randomness randomness;
    private final SecretKeySpec sealing;
    private final SecretKeySpec proving;

    TemporaryUsers(Randomness randomness) {
        this.randomness = randomness;
        this.sealing = new SecretKeySpec(bytes(BLOCK), "AES");
        this.proving = new SecretKeySpec(bytes(32), "HmacSHA256");
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        randomness.nextBytes(bytes);
        return bytes;
    }

    /** Another one at each call. @param index below 2^48 */
    String make(long index) {
        var block = ByteBuffer.allocate(BLOCK);
        // The upper 16 bits of the index are zero, and the distinguisher takes their place.
        block.putLong(BLOCK - Long.BYTES, index).put(0, bytes(DISTINGUISHER));
        var sealed = seal(Cipher.ENCRYPT_MODE, block.array());
        var encoder = Base64.getUrlEncoder().withoutPadding();
        return PREFIX + encoder.encodeToString(sealed) + encoder.encodeToString(proof(sealed));
    }

    /** Empty when we have not made it. */
    OptionalLong read(String user) {
        if (user.length() != LENGTH || !user.startsWith(PREFIX)) {
            return OptionalLong.empty();
        }
        byte[] sealed;
        byte[] proof;
        try {
            sealed = Base64.getUrlDecoder().decode(user.substring(PREFIX.length(), PREFIX.length() + 22));
            proof = Base64.getUrlDecoder().decode(user.substring(PREFIX.length() + 22));
        } catch (IllegalArgumentException e) {
            return OptionalLong.empty();
        }
        if (!MessageDigest.isEqual(proof(sealed), proof)) {
            return OptionalLong.empty();
        }
        var block = ByteBuffer.wrap(seal(Cipher.DECRYPT_MODE, sealed));
        return OptionalLong.of(block.getLong(BLOCK - Long.BYTES) & 0xffff_ffff_ffffL);
    }

    private byte[] seal(int mode, byte[] block) {
        try {
            // One block, which is different each time by its distinguisher: chaining would add nothing.
            var cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, sealing);
            return cipher.doFinal(block);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform knows AES; expected it here too", e);
        }
    }

    private byte[] proof(byte[] sealed) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(proving);
            return Arrays.copyOf(mac.doFinal(sealed), MAC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform knows HMAC-SHA-256; expected it here too", e);
        }
    }
}
