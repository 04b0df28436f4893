package io.switchhook.stack.media;

import io.switchhook.base.random.Randomness;
import io.switchhook.media.srtp.Protection;
import io.switchhook.media.srtp.SrtpKeys;
import io.switchhook.media.srtp.SrtpMasterKey;
import io.switchhook.media.srtp.SrtpSuite;
import io.switchhook.sdp.CryptoAttribute;
import io.switchhook.sdp.CryptoKey;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sdp.negotiation.AgreedCrypto;
import io.switchhook.sdp.negotiation.OwnCrypto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keys of SRTP as descriptions have them, and as streams take them. */
public final class MediaKeys {
    /** Few, since an INVITE that goes by UDP should not become too long for that (RFC 3261 §18.1.1); the strongest first, last the one that every telephone has. */
    private static final List<CryptoSuite> OFFERED =
            List.of(CryptoSuite.AEAD_AES_256_GCM, CryptoSuite.AEAD_AES_128_GCM, CryptoSuite.AES_CM_128_HMAC_SHA1_80);

    /** RFC 5764 §4.1.2, RFC 7714 §14.2: those that DTLS has profiles for, the stronger first. */
    static final List<SrtpSuite> BY_DTLS = List.of(
            SrtpSuite.AEAD_AES_256_GCM,
            SrtpSuite.AEAD_AES_128_GCM,
            SrtpSuite.AES_CM_128_HMAC_SHA1_80,
            SrtpSuite.AES_CM_128_HMAC_SHA1_32);

    private MediaKeys() {}

    /** New keys for one media line, of which nobody knows. */
    public static OwnCrypto draw(Randomness randomness) {
        var others = Arrays.stream(CryptoSuite.values())
                .filter(suite -> !OFFERED.contains(suite))
                .toList();
        return new OwnCrypto(lines(OFFERED, 1, randomness), lines(others, 1 + OFFERED.size(), randomness));
    }

    private static List<CryptoAttribute> lines(List<CryptoSuite> suites, int firstTag, Randomness randomness) {
        var lines = new ArrayList<CryptoAttribute>();
        for (var suite : suites) {
            var key = new byte[suite.keyAndSaltBytes()];
            randomness.nextBytes(key);
            lines.add(CryptoAttribute.of(firstTag + lines.size(), suite, key));
            Arrays.fill(key, (byte) 0);
        }
        return lines;
    }

    /** How packets are to be protected by keys that two descriptions agree on. */
    public static Protection protection(AgreedCrypto agreed) {
        var suite = SrtpSuite.valueOf(agreed.suite().name());
        var receive = agreed.theirs().stream().map(key -> masterKey(suite, key)).toList();
        return Protection.keys(
                new SrtpKeys(new SrtpMasterKey(suite, agreed.ours().keyAndSalt()), receive));
    }

    private static SrtpMasterKey masterKey(SrtpSuite suite, CryptoKey key) {
        return new SrtpMasterKey(
                suite, key.keyAndSalt(), key.identifier(), key.lifetime().orElse(suite.maxPackets()));
    }
}
