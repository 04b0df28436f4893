package io.switchhook.sdp;

import java.util.Locale;
import java.util.Optional;

/** The crypto-suites that {@code a=crypto} can name and we know: RFC 4568 §6.2, RFC 6188 §4, RFC 7714 §14.1. The stronger come first. */
public enum CryptoSuite {
    AEAD_AES_256_GCM(32, 12, 48),
    AEAD_AES_128_GCM(16, 12, 48),
    AES_256_CM_HMAC_SHA1_80(32, 14, 31),
    AES_192_CM_HMAC_SHA1_80(24, 14, 31),
    AES_CM_128_HMAC_SHA1_80(16, 14, 48),
    AES_256_CM_HMAC_SHA1_32(32, 14, 31),
    AES_192_CM_HMAC_SHA1_32(24, 14, 31),
    AES_CM_128_HMAC_SHA1_32(16, 14, 48);

    private final int keyBytes;
    private final int saltBytes;
    private final int lifetimeBits;

    CryptoSuite(int keyBytes, int saltBytes, int lifetimeBits) {
        this.keyBytes = keyBytes;
        this.saltBytes = saltBytes;
        this.lifetimeBits = lifetimeBits;
    }

    /** Bytes of a master key and its salt together. */
    public int keyAndSaltBytes() {
        return keyBytes + saltBytes;
    }

    /** Packets of RTP that a key is for at most. */
    public long maxLifetime() {
        return 1L << lifetimeBits;
    }

    /** By its name, in upper or lower case. */
    public static Optional<CryptoSuite> find(String name) {
        var upper = name.toUpperCase(Locale.ROOT);
        for (var suite : values()) {
            if (suite.name().equals(upper)) {
                return Optional.of(suite);
            }
        }
        return Optional.empty();
    }
}
