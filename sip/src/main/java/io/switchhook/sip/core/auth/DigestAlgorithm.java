package io.switchhook.sip.core.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The algorithms of RFC 7616 §6.1, from weak to strong. */
public enum DigestAlgorithm {
    MD5("MD5", "MD5", false),
    MD5_SESS("MD5-sess", "MD5", true),
    SHA_256("SHA-256", "SHA-256", false),
    SHA_256_SESS("SHA-256-sess", "SHA-256", true),
    SHA_512_256("SHA-512-256", "SHA-512/256", false),
    SHA_512_256_SESS("SHA-512-256-sess", "SHA-512/256", true);

    private final String token;
    private final String hashName;
    private final boolean session;

    DigestAlgorithm(String token, String hashName, boolean session) {
        this.token = token;
        this.hashName = hashName;
        this.session = session;
    }

    /** The algorithm of that name, compared without case; empty when we do not know it. */
    public static Optional<DigestAlgorithm> of(String token) {
        for (var algorithm : values()) {
            if (algorithm.token.equalsIgnoreCase(token)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** The name on the wire. */
    public String token() {
        return token;
    }

    /** True for the variants whose secret is bound to nonce and client nonce. */
    public boolean isSession() {
        return session;
    }

    /** The algorithm with the same hash that is no session variant. */
    public DigestAlgorithm plain() {
        return switch (this) {
            case MD5, MD5_SESS -> MD5;
            case SHA_256, SHA_256_SESS -> SHA_256;
            case SHA_512_256, SHA_512_256_SESS -> SHA_512_256;
        };
    }

    /** True when the hash is as strong as that of {@code minimum}, or stronger. */
    public boolean isAtLeast(DigestAlgorithm minimum) {
        return plain().compareTo(minimum.plain()) >= 0;
    }

    /** H(text), in lower-case hexadecimal digits. */
    String hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }

    String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(hashName).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no " + hashName, e);
        }
    }
}
