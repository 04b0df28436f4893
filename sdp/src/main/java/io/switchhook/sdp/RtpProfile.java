package io.switchhook.sdp;

import java.util.Locale;

/**
 * What the protocol of an m= line says of protection: {@code RTP/AVP}, {@code RTP/SAVP} (RFC 3711 §12), {@code UDP/TLS/RTP/SAVP} (RFC 5764 §9) and those with feedback (RFC 4585,
 * RFC 5124).
 */
public final class RtpProfile {
    private static final String PLAIN = "RTP/AVP";
    private static final String SECURE = "RTP/SAVP";
    private static final String OVER_DTLS = "UDP/TLS/RTP/SAVP";
    private static final String DTLS_PREFIX = "UDP/TLS/";

    private RtpProfile() {}

    /** {@code RTP/AVP} or {@code RTP/AVPF}. */
    public static boolean isPlain(String protocol) {
        return protocol.equals(PLAIN) || isEither(protocol, PLAIN);
    }

    /** {@code RTP/SAVP} or {@code RTP/SAVPF}, whose keys stand in the description; not those of DTLS. */
    public static boolean isSecure(String protocol) {
        return isEither(protocol, SECURE);
    }

    /** {@code UDP/TLS/RTP/SAVP} or {@code UDP/TLS/RTP/SAVPF}, whose keys are agreed on by DTLS. */
    public static boolean isOverDtls(String protocol) {
        return isEither(protocol, OVER_DTLS);
    }

    /** Of a {@linkplain #isPlain plain} or a {@linkplain #isSecure secure} one that whose keys are agreed on by DTLS. */
    public static String overDtls(String protocol) {
        var secure = secured(protocol);
        return isSecure(secure) ? DTLS_PREFIX + secure.toUpperCase(Locale.ROOT) : protocol;
    }

    /** Of a {@linkplain #isPlain plain} one the secure one. */
    public static String secured(String protocol) {
        return isPlain(protocol) ? "RTP/S" + protocol.substring(4).toUpperCase(Locale.ROOT) : protocol;
    }

    /** Of a {@linkplain #isSecure secure} one, or one {@linkplain #isOverDtls over DTLS}, the plain one. */
    public static String plain(String protocol) {
        var secure = isOverDtls(protocol) ? protocol.substring(DTLS_PREFIX.length()) : protocol;
        return isSecure(secure) ? "RTP/" + secure.substring(5).toUpperCase(Locale.ROOT) : protocol;
    }

    private static boolean isEither(String protocol, String profile) {
        return protocol.equalsIgnoreCase(profile) || protocol.equalsIgnoreCase(profile + "F");
    }
}
