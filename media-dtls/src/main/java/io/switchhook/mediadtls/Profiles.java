package io.switchhook.mediadtls;

import io.switchhook.media.srtp.SrtpKeys;
import io.switchhook.media.srtp.SrtpMasterKey;
import io.switchhook.media.srtp.SrtpSuite;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.TlsContext;

/** The protection profiles of RFC 5764 §4.1.2 and RFC 7714 §14.2, and the keys under them. */
final class Profiles {
    private Profiles() {}

    static int[] of(List<SrtpSuite> suites) {
        return suites.stream().mapToInt(Profiles::of).toArray();
    }

    private static int of(SrtpSuite suite) {
        return switch (suite) {
            case AES_CM_128_HMAC_SHA1_80 -> SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80;
            case AES_CM_128_HMAC_SHA1_32 -> SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_32;
            case AEAD_AES_128_GCM -> SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM;
            case AEAD_AES_256_GCM -> SRTPProtectionProfile.SRTP_AEAD_AES_256_GCM;
            case AES_192_CM_HMAC_SHA1_80, AES_192_CM_HMAC_SHA1_32, AES_256_CM_HMAC_SHA1_80, AES_256_CM_HMAC_SHA1_32 ->
                throw new IllegalArgumentException("DTLS has no profile for " + suite);
        };
    }

    /** The first of ours that is among the peer's. */
    static Optional<SrtpSuite> common(List<SrtpSuite> ours, int[] theirs) {
        return ours.stream()
                .filter(suite -> Arrays.stream(theirs).anyMatch(profile -> profile == of(suite)))
                .findFirst();
    }

    /** RFC 5764 §4.2: both keys, then both salts, the client's first. */
    static SrtpKeys keys(TlsContext context, SrtpSuite suite) {
        int key = suite.keyBytes();
        int salt = suite.saltBytes();
        var material = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (key + salt));
        var client = join(material, 0, key, 2 * key, salt);
        var server = join(material, key, key, 2 * key + salt, salt);
        Arrays.fill(material, (byte) 0);
        var ours = new SrtpMasterKey(suite, context.isServer() ? server : client);
        var theirs = new SrtpMasterKey(suite, context.isServer() ? client : server);
        Arrays.fill(client, (byte) 0);
        Arrays.fill(server, (byte) 0);
        return SrtpKeys.of(ours, theirs);
    }

    private static byte[] join(byte[] material, int keyAt, int key, int saltAt, int salt) {
        var joined = Arrays.copyOfRange(material, keyAt, keyAt + key + salt);
        System.arraycopy(material, saltAt, joined, key, salt);
        return joined;
    }
}
