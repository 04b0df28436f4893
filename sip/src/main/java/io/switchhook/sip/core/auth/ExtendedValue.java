package io.switchhook.sip.core.auth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A value such as {@code UTF-8''J%C3%A4son}, RFC 5987 §3.2.1: how RFC 7616 §3.4 writes names that no quoted string may have. */
final class ExtendedValue {
    private ExtendedValue() {}

    /** The text; empty when it is not written so, or in another charset than UTF-8. */
    static String decode(String value) {
        int language = value.indexOf('\'');
        int text = value.indexOf('\'', language + 1);
        if (text < 0
                || !value.substring(0, Math.max(language, 0))
                        .toLowerCase(Locale.ROOT)
                        .equals("utf-8")) {
            return "";
        }
        try {
            // A plus is a plus here.
            return URLDecoder.decode(value.substring(text + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
