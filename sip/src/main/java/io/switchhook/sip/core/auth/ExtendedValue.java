package io.switchhook.sip.core.auth;

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
        return unescaped(value.substring(text + 1));
    }

    private static String unescaped(String text) {
        var bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escape = c == '%' && i + 2 < text.length();
            int high = escape ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = escape ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (c >= 128 || c == '%' && (high < 0 || low < 0)) {
                return "";
            }
            bytes[length++] = (byte) (escape ? high << 4 | low : c);
            i += escape ? 2 : 0;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
