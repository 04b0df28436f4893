package io.switchhook.sip.core.route;

import java.util.Locale;

/** Default ports by transport: RFC 3261 §19.1.2, RFC 7118 §8. */
final class Ports {
    private static final int SIP = 5060;
    private static final int SIPS = 5061;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private Ports() {}

    static int defaultFor(String transport) {
        return switch (transport.toUpperCase(Locale.ROOT)) {
            case "TLS" -> SIPS;
            case "WS" -> HTTP;
            case "WSS" -> HTTPS;
            default -> SIP;
        };
    }

    static boolean isReliable(String transport) {
        return !transport.equalsIgnoreCase("UDP");
    }
}
