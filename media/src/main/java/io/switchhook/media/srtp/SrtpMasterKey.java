package io.switchhook.media.srtp;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A master key with its salt, and what is agreed on its use (RFC 3711 §3.2.1). Immutable until {@link #wipe}; neither {@link #toString} nor any other text of it tells the key.
 */
public final class SrtpMasterKey {
    private final SrtpSuite suite;
    private final byte[] keyAndSalt;
    private final byte[] identifier;
    private final long lifetime;

    /**
     * A key without identifier, for as many packets as the suite allows.
     *
     * @param keyAndSalt the key and the salt behind it, as long as the suite demands; copied
     */
    public SrtpMasterKey(SrtpSuite suite, byte[] keyAndSalt) {
        this(suite, keyAndSalt, new byte[0], suite.maxPackets());
    }

    /**
     * @param keyAndSalt the key and the salt behind it, as long as the suite demands; copied
     * @param identifier the MKI as it stands in the packets, 0 to 128 bytes; empty for none; copied
     * @param lifetime how many packets of RTP, and how many of RTCP, the key is for: 1 to {@link SrtpSuite#maxPackets}
     * @throws IllegalArgumentException when a length or the lifetime is another
     */
    public SrtpMasterKey(SrtpSuite suite, byte[] keyAndSalt, byte[] identifier, long lifetime) {
        int expected = suite.keyBytes() + suite.saltBytes();
        if (keyAndSalt.length != expected) {
            throw new IllegalArgumentException(
                    suite + " takes " + expected + " bytes of key and salt, not " + keyAndSalt.length);
        }
        if (identifier.length > 128) {
            throw new IllegalArgumentException("An MKI has at most 128 bytes, not " + identifier.length);
        }
        if (lifetime < 1 || lifetime > suite.maxPackets()) {
            throw new IllegalArgumentException(
                    suite + " keys are for 1 to " + suite.maxPackets() + " packets, not for " + lifetime);
        }
        this.suite = suite;
        this.keyAndSalt = keyAndSalt.clone();
        this.identifier = identifier.clone();
        this.lifetime = lifetime;
    }

    public SrtpSuite suite() {
        return suite;
    }

    /** Bytes of the MKI in each packet; 0 for none. */
    public int identifierBytes() {
        return identifier.length;
    }

    long lifetime() {
        return lifetime;
    }

    /** One that is wiped by itself. */
    SrtpMasterKey copy() {
        return new SrtpMasterKey(suite, keyAndSalt, identifier, lifetime);
    }

    byte[] key() {
        return Arrays.copyOf(keyAndSalt, suite.keyBytes());
    }

    byte[] salt() {
        return Arrays.copyOfRange(keyAndSalt, suite.keyBytes(), keyAndSalt.length);
    }

    /** Whether the MKI stands there. */
    boolean isNamedAt(byte[] bytes, int offset) {
        return Arrays.equals(bytes, offset, offset + identifier.length, identifier, 0, identifier.length);
    }

    /** Overwrites the key; it must not be used any more. Packets that were protected with it stay what they are. */
    public void wipe() {
        Arrays.fill(keyAndSalt, (byte) 0);
    }

    /** The same suite, key, salt, MKI and lifetime. Takes as long whether the keys are alike or not. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SrtpMasterKey that
                && suite == that.suite
                && lifetime == that.lifetime
                && Arrays.equals(identifier, that.identifier)
                && MessageDigest.isEqual(keyAndSalt, that.keyAndSalt);
    }

    /** Of what is no secret. */
    @Override
    public int hashCode() {
        return 31 * suite.hashCode() + Arrays.hashCode(identifier);
    }

    @Override
    public String toString() {
        return "key of " + suite;
    }
}
