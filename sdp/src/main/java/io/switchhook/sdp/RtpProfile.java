package io.switchhook.sdp;

import java.util.Locale;

/** What the protocol of an m= line says of protection: {@code RTP/AVP}, {@code RTP/SAVP} (RFC 3711 §12) and those with feedback (RFC 4585, RFC 5124). */
public final class RtpProfile {
    private static final String PLAIN = "RTP/AVP";
    private static final String SECURE = "RTP/SAVP";

    private RtpProfile() {}

    /** {@code RTP/AVP} or {@code RTP/AVPF}. */
    public static boolean isPlain(String protocol) {
        return protocol.equals(PLAIN) || isEither(protocol, PLAIN);
    }

    /** {@code RTP/SAVP} or {@code RTP/SAVPF}, whose keys stand in the description; not those of DTLS. */
    public static boolean isSecure(String protocol) {
        return isEither(protocol, SECURE);
    }

    /** Of a {@linkplain #isPlain plain} one the secure one. */
    public static String secured(String protocol) {
        return isPlain(protocol) ? "RTP/S" + protocol.substring(4).toUpperCase(Locale.ROOT) : protocol;
    }

    /** Of a {@linkplain #isSecure secure} one the plain one. */
    public static String plain(String protocol) {
        return isSecure(protocol) ? "RTP/" + protocol.substring(5).toUpperCase(Locale.ROOT) : protocol;
    }

    private static boolean isEither(String protocol, String profile) {
        return protocol.equalsIgnoreCase(profile) || protocol.equalsIgnoreCase(profile + "F");
    }
}
