package io.switchhook.stack.trace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Hides what would let a reader of a trace log in or listen: digest responses and the keys in session descriptions. */
final class SecretMask {
    private static final Set<String> HEADERS =
            Set.of("authorization", "proxy-authorization", "authentication-info", "proxy-authentication-info");
    /** What a password can be guessed from: the digest of either side, and the nonce it was made with. */
    private static final Pattern DIGESTS = Pattern.compile(
            "\\b(?:response|cnonce|rspauth)\\s*+=\\s*+(\"[^\"]*+|[^\",\\s]++)", Pattern.CASE_INSENSITIVE);
    /** RFC 4568, RFC 4567, and the k= line of RFC 4566. */
    private static final Pattern KEYS = Pattern.compile(
            "^(?:a=crypto:.*?inline:([^\\s|]++).*|a=key-mgmt:\\s*+(.*)|k=\\w++:(.*))$",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    /** The further keys of one crypto line. */
    private static final Pattern INLINE = Pattern.compile("inline:([^\\s|]++)", Pattern.CASE_INSENSITIVE);

    private SecretMask() {}

    /** The message with secrets replaced by stars of the same length, so that Content-Length stays true. Returns the same array when there are none. */
    static byte[] mask(byte[] message) {
        var text = new String(message, StandardCharsets.ISO_8859_1);
        var lower = text.toLowerCase(Locale.ROOT);
        if (!lower.contains("auth")
                && !lower.contains("a=crypto:")
                && !lower.contains("a=key-mgmt:")
                && !lower.contains("k=")) {
            return message;
        }
        var masked = text.toCharArray();
        int body = bodyStart(text);
        for (int start = 0; start < body; ) {
            int end = endOfHeader(text, start, body);
            maskHeader(masked, text, start, end);
            start = end;
        }
        maskKeys(masked, text, body);
        return Arrays.equals(masked, text.toCharArray())
                ? message
                : new String(masked).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int bodyStart(String text) {
        int empty = text.indexOf("\r\n\r\n");
        return empty < 0 ? text.length() : empty + 4;
    }

    /** A header goes on over lines that begin with a blank (RFC 3261 §7.3.1). */
    private static int endOfHeader(String text, int start, int body) {
        int end = start;
        do {
            int line = text.indexOf('\n', end);
            end = line < 0 ? body : Math.min(body, line + 1);
        } while (end < body && (text.charAt(end) == ' ' || text.charAt(end) == '\t'));
        return end;
    }

    private static void maskHeader(char[] masked, String text, int start, int end) {
        int colon = text.indexOf(':', start);
        if (colon < 0
                || colon >= end
                || !HEADERS.contains(text.substring(start, colon).strip().toLowerCase(Locale.ROOT))) {
            return;
        }
        var digests = DIGESTS.matcher(text).region(colon, end);
        while (digests.find()) {
            boolean quoted = text.charAt(digests.start(1)) == '"';
            stars(masked, quoted ? digests.start(1) + 1 : digests.start(1), digests.end(1));
        }
    }

    private static void maskKeys(char[] masked, String text, int body) {
        var lines = KEYS.matcher(text).region(body, text.length());
        while (lines.find()) {
            for (int group = 2; group <= 3; group++) {
                if (lines.start(group) >= 0) {
                    stars(masked, lines.start(group), lines.end(group));
                }
            }
            if (lines.start(1) >= 0) {
                var keys = INLINE.matcher(text).region(lines.start(), lines.end());
                while (keys.find()) {
                    stars(masked, keys.start(1), keys.end(1));
                }
            }
        }
    }

    private static void stars(char[] masked, int from, int end) {
        for (int i = from; i < end; i++) {
            if (masked[i] != '\r' && masked[i] != '\n') {
                masked[i] = '*';
            }
        }
    }
}
