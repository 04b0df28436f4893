package io.switchhook.sdp;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One {@code inline:} key of an {@code a=crypto} line: the master key with its salt, its lifetime and its master key identifier (RFC 4568 §6.1). Immutable; {@link #toString} does
 * not tell the key.
 */
public final class CryptoKey {
    private static final String INLINE = "inline:";
    private static final int MAX_MKI_BYTES = 128;
    /** As many digits as 128 bytes can have. */
    private static final int MAX_MKI_DIGITS = 309;

    private static final String HIDDEN = "*";

    private final byte[] keyAndSalt;
    private final OptionalLong lifetime;
    private final byte[] identifier;
    /** All but the key, as written. */
    private final String rest;

    private CryptoKey(byte[] keyAndSalt, OptionalLong lifetime, byte[] identifier, String rest) {
        this.keyAndSalt = keyAndSalt;
        this.lifetime = lifetime;
        this.identifier = identifier;
        this.rest = rest;
    }

    /** A key for as many packets as the suite allows, without identifier. */
    static CryptoKey of(byte[] keyAndSalt) {
        return new CryptoKey(keyAndSalt.clone(), OptionalLong.empty(), new byte[0], "");
    }

    /** Empty when it is no inline key of good form (RFC 4568 §9.2). */
    static Optional<CryptoKey> parse(String text) {
        if (!text.regionMatches(true, 0, INLINE, 0, INLINE.length())) {
            return Optional.empty();
        }
        var parts = text.substring(INLINE.length()).split("\\|", -1);
        var key = decode(parts[0]);
        var lifetime = OptionalLong.empty();
        var identifier = new byte[0];
        for (int i = 1; i < parts.length; i++) {
            // RFC 4568 §6.1: a lifetime never has a colon, an MKI always has; neither comes twice.
            if (parts[i].indexOf(':') >= 0 && i == parts.length - 1) {
                identifier = identifier(parts[i]);
            } else if (i == 1) {
                lifetime = lifetime(parts[i]);
            } else {
                return Optional.empty();
            }
            if (identifier.length == 0 && lifetime.isEmpty()) {
                return Optional.empty();
            }
        }
        if (key.length == 0) {
            return Optional.empty();
        }
        var rest = text.substring(INLINE.length() + parts[0].length());
        return Optional.of(new CryptoKey(key, lifetime, identifier, rest));
    }

    private static byte[] decode(String base64) {
        int end = base64.length();
        while (end > 0 && base64.charAt(end - 1) == '=') {
            end--;
        }
        try {
            return Base64.getDecoder().decode(base64.substring(0, end));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static OptionalLong lifetime(String text) {
        if (text.startsWith("2^")) {
            long power = isNumber(text.substring(2)) ? Numbers.parse(text.substring(2), 62) : -1;
            return power < 0 ? OptionalLong.empty() : OptionalLong.of(1L << power);
        }
        long count = isNumber(text) ? Numbers.parse(text, Long.MAX_VALUE) : -1;
        return count < 1 ? OptionalLong.empty() : OptionalLong.of(count);
    }

    /** As it stands in the packets; empty when it is no MKI. */
    private static byte[] identifier(String text) {
        int colon = text.indexOf(':');
        var value = text.substring(0, colon);
        var length = text.substring(colon + 1);
        long bytes = isNumber(length) ? Numbers.parse(length, MAX_MKI_BYTES) : -1;
        if (bytes < 1 || !isNumber(value) || value.length() > MAX_MKI_DIGITS) {
            return new byte[0];
        }
        var number = new BigInteger(value);
        if (number.signum() == 0 || number.bitLength() > 8 * bytes) {
            return new byte[0];
        }
        var shortest = number.toByteArray();
        var padded = new byte[(int) bytes];
        int digits = Math.min(shortest.length, padded.length);
        System.arraycopy(shortest, shortest.length - digits, padded, padded.length - digits, digits);
        return padded;
    }

    /** RFC 4568 §6.1: leading zeros must not be used. */
    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && (text.charAt(0) != '0' || text.length() == 1)
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The master key with the salt behind it: a copy. */
    public byte[] keyAndSalt() {
        return keyAndSalt.clone();
    }

    /** How many packets of RTP, and of RTCP, it is for; empty for what the suite allows. */
    public OptionalLong lifetime() {
        return lifetime;
    }

    /** The MKI as it stands in the packets: 1 to 128 bytes, none when there is no MKI; a copy. */
    public byte[] identifier() {
        return identifier.clone();
    }

    boolean fits(CryptoSuite suite) {
        return keyAndSalt.length == suite.keyAndSaltBytes() && lifetime.orElse(1) <= suite.maxLifetime();
    }

    boolean hasIdentifierAs(CryptoKey other) {
        return identifier.length > 0 && identifier.length == other.identifier.length;
    }

    /** Whether it is the same key, whatever else is said of it. */
    boolean isKeyOf(CryptoKey other) {
        return Arrays.equals(keyAndSalt, other.keyAndSalt);
    }

    /** As written on the wire, with the key. */
    String wire() {
        return INLINE + Base64.getEncoder().encodeToString(keyAndSalt) + rest;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CryptoKey that && isKeyOf(that) && rest.equals(that.rest);
    }

    @Override
    public int hashCode() {
        return rest.hashCode();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return INLINE + HIDDEN + rest;
    }
}
