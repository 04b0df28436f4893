package io.switchhook.sdp;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code a=fingerprint}: the hash of the certificate that a side will show in its handshake (RFC 8122 §5). Immutable.
 *
 * @param hashFunction its name in a description, in lower case: {@code sha-256}
 * @param value bytes in upper-case hexadecimal, separated by colons
 */
public record Fingerprint(String hashFunction, String value) {
    /** Its name in a description. */
    public static final String NAME = "fingerprint";

    /** RFC 8122 §5: the one that is preferred, and that everybody knows. */
    public static final String SHA_256 = "sha-256";

    /** What is believed, the strongest first. RFC 8122 §5: MD2 and MD5 must not be; of SHA-1 the same has to be said by now. */
    private static final List<String> BELIEVED = List.of("sha-512", "sha-384", SHA_256, "sha-224");

    private static final int LONGEST = 64 * 3;

    /** @throws IllegalArgumentException when it is not of the form of RFC 8122 §5 */
    public Fingerprint {
        hashFunction = hashFunction.toLowerCase(Locale.ROOT);
        value = value.toUpperCase(Locale.ROOT);
        if (!MediaFormat.isToken(hashFunction) || !isHexadecimal(value)) {
            throw new IllegalArgumentException(
                    "a fingerprint is the name of a hash function and hexadecimal bytes with colons between them");
        }
    }

    /**
     * That of a certificate.
     *
     * @param certificate in DER form
     * @throws IllegalArgumentException when that hash function is not {@linkplain #isUsable usable}
     */
    public static Fingerprint of(String hashFunction, byte[] certificate) {
        var name = hashFunction.toLowerCase(Locale.ROOT);
        if (!BELIEVED.contains(name)) {
            throw new IllegalArgumentException("no fingerprint is made with " + name);
        }
        return new Fingerprint(name, HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash(name, certificate)));
    }

    /** Empty when it is not of the form of RFC 8122 §5; lower-case digits, which that forbids, are read. */
    public static Optional<Fingerprint> parse(String text) {
        var words = text.strip().split("[ \t]+");
        if (words.length != 2 || !MediaFormat.isToken(words[0]) || !isHexadecimal(words[1].toUpperCase(Locale.ROOT))) {
            return Optional.empty();
        }
        return Optional.of(new Fingerprint(words[0], words[1]));
    }

    /** Whether it proves anything: MD2, MD5 and SHA-1 do not, nor does a hash function that we do not know. */
    public boolean isUsable() {
        return BELIEVED.contains(hashFunction);
    }

    /**
     * Whether a certificate is one of those that a side has named: RFC 8122 §5.1 has the strongest hash function that was used decide, and the others not.
     *
     * @param certificate in DER form
     */
    public static boolean anyMatches(List<Fingerprint> said, byte[] certificate) {
        for (var hash : BELIEVED) {
            var same =
                    said.stream().filter(each -> each.hashFunction.equals(hash)).toList();
            if (!same.isEmpty()) {
                return same.contains(of(hash, certificate));
            }
        }
        return false;
    }

    /** As it goes over the wire. */
    public Attribute attribute() {
        return Attribute.of(NAME, toString());
    }

    private static byte[] hash(String name, byte[] certificate) {
        try {
            return MessageDigest.getInstance(name.toUpperCase(Locale.ROOT)).digest(certificate);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no " + name, e);
        }
    }

    private static boolean isHexadecimal(String text) {
        if (text.length() % 3 != 2 || text.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean digit = c >= '0' && c <= '9' || c >= 'A' && c <= 'F';
            if (i % 3 == 2 ? c != ':' : !digit) {
                return false;
            }
        }
        return true;
    }

    /** As written after {@code a=fingerprint:}. */
    @Override
    public String toString() {
        return hashFunction + " " + value;
    }
}
