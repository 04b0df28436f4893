package io.switchhook.sip.message.uri;

import java.nio.charset.StandardCharsets;

/** The {@code %HH} escapes of SIP URIs, RFC 3261 §19.1.2. Never applied twice. */
final class Escapes {
    private static final String DIGITS = "0123456789ABCDEF";

    private Escapes() {}

    /** Text without escapes; a {@code %} that begins no escape stays. */
    static String decode(String text) {
        int percent = text.indexOf('%');
        if (percent < 0) {
            return text;
        }
        var source = text.getBytes(StandardCharsets.UTF_8);
        var plain = new byte[source.length];
        int length = 0;
        for (int i = 0; i < source.length; i++) {
            if (isEscape(source, i)) {
                plain[length++] = (byte) value(source, i);
                i += 2;
            } else {
                plain[length++] = source[i];
            }
        }
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }

    /** Text with every character escaped that is outside the set. */
    static String encode(int set, String text) {
        if (text.isEmpty() || CharSets.allIn(set, text)) {
            return text;
        }
        var escaped = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (CharSets.isIn(set, b)) {
                escaped.append((char) b);
            } else {
                appendEscape(escaped, b & 0xff);
            }
        }
        return escaped.toString();
    }

    /** Text that has escapes already, which stay, with every other character escaped that is outside the set and none of {@code more}. */
    static String complete(int set, String more, String text) {
        var source = text.getBytes(StandardCharsets.UTF_8);
        var complete = new StringBuilder(source.length);
        for (int i = 0; i < source.length; i++) {
            if (isEscape(source, i) || CharSets.isIn(set, source[i]) || more.indexOf(source[i]) >= 0) {
                complete.append((char) source[i]);
            } else {
                appendEscape(complete, source[i] & 0xff);
            }
        }
        return complete.toString();
    }

    /** A form in which two texts are equal when they are equivalent: RFC 3261 §19.1.4, escapes of reserved characters stay. */
    static String normalise(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var source = text.getBytes(StandardCharsets.UTF_8);
        var normal = new StringBuilder(source.length);
        for (int i = 0; i < source.length; i++) {
            if (!isEscape(source, i)) {
                normal.append((char) (source[i] & 0xff));
                continue;
            }
            int value = value(source, i);
            if (value > ' ' && value < 0x7f && ";/?:@&=+$,%".indexOf(value) < 0) {
                normal.append((char) value);
            } else {
                appendEscape(normal, value);
            }
            i += 2;
        }
        return normal.toString();
    }

    private static void appendEscape(StringBuilder target, int value) {
        target.append('%').append(DIGITS.charAt(value >> 4)).append(DIGITS.charAt(value & 15));
    }

    private static boolean isEscape(byte[] text, int i) {
        return text[i] == '%'
                && i + 2 < text.length
                && CharSets.isIn(CharSets.HEX, text[i + 1])
                && CharSets.isIn(CharSets.HEX, text[i + 2]);
    }

    private static int value(byte[] text, int i) {
        return Character.digit(text[i + 1], 16) << 4 | Character.digit(text[i + 2], 16);
    }
}
