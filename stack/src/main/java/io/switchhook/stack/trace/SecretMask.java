package io.switchhook.stack.trace;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Hides what would let a reader of a trace log in: digest responses and SDES keys. */
final class SecretMask {
    private static final String[] LINES = {"authorization:", "proxy-authorization:"};
    private static final String[] PARAMETERS = {"response=", "cnonce="};

    private SecretMask() {}

    /** The message with secrets replaced by stars of the same length, so that Content-Length stays true. Returns the same array when there are none. */
    static byte[] mask(byte[] message) {
        var text = new String(message, StandardCharsets.ISO_8859_1);
        var lower = text.toLowerCase(Locale.ROOT);
        if (!lower.contains("authorization:") && !lower.contains("a=crypto:")) {
            return message;
        }
        var masked = text.toCharArray();
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            maskLine(masked, lower, start, end);
            start = end + 1;
        }
        return new String(masked).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void maskLine(char[] masked, String lower, int start, int end) {
        for (var name : LINES) {
            if (lower.startsWith(name, start)) {
                for (var parameter : PARAMETERS) {
                    maskParameter(masked, lower, parameter, start, end);
                }
            }
        }
        if (lower.startsWith("a=crypto:", start)) {
            int key = lower.indexOf("inline:", start);
            if (key >= 0 && key < end) {
                stars(masked, key + "inline:".length(), end, " |\r");
            }
        }
    }

    private static void maskParameter(char[] masked, String lower, String parameter, int start, int end) {
        for (int at = lower.indexOf(parameter, start); at >= 0 && at < end; at = lower.indexOf(parameter, at + 1)) {
            int from = at + parameter.length();
            boolean quoted = from < end && lower.charAt(from) == '"';
            stars(masked, quoted ? from + 1 : from, end, quoted ? "\"" : ", \r");
        }
    }

    private static void stars(char[] masked, int from, int end, String stops) {
        for (int i = from; i < end && stops.indexOf(masked[i]) < 0; i++) {
            masked[i] = '*';
        }
    }
}
