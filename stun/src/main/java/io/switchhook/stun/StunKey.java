package io.switchhook.stun;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What messages are signed with (RFC 8489 §9). Immutable; its text does not tell it. Passwords are taken as they are, in UTF-8: one that RFC 8265 would
 * change is to be given changed.
 */
public final class StunKey {
    private final byte[] key;

    private StunKey(byte[] key) {
        this.key = key;
    }

    /**
     * For one session (RFC 8489 §9.1.1), as the two ends of ICE use it.
     *
     * @throws IllegalArgumentException when the password is empty
     */
    public static StunKey shortTerm(String password) {
        if (password.isEmpty()) {
            throw new IllegalArgumentException("A password of STUN has one character at least");
        }
        return new StunKey(password.getBytes(StandardCharsets.UTF_8));
    }

    /** For an account (RFC 8489 §9.2.2), as TURN servers ask for it: the MD5 of user, realm and password. */
    public static StunKey longTerm(String username, String realm, String password) {
        var text = username + ":" + realm + ":" + password;
        try {
            return new StunKey(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Java has MD5", e);
        }
    }

    /** The digest of the first octets, those from 2 to 3 of which are replaced by a length. */
    byte[] sign(Algorithm algorithm, byte[] message, int length, int statedLength) {
        try {
            var mac = Mac.getInstance(algorithm.name);
            mac.init(new SecretKeySpec(key, algorithm.name));
            mac.update(message, 0, 2);
            mac.update((byte) (statedLength >>> 8));
            mac.update((byte) statedLength);
            mac.update(message, 4, length - 4);
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new AssertionError("Java has " + algorithm.name + ", and any key is one", e);
        }
    }

    /** RFC 8489 §14.5, §14.6. */
    enum Algorithm {
        SHA1("HmacSHA1", 20),
        SHA256("HmacSHA256", 32);

        private final String name;
        private final int bytes;

        Algorithm(String name, int bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }
    }

    @Override
    public String toString() {
        return "StunKey[not shown]";
    }
}
