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
    /** RFC 4568, RFC 4567, the password of RFC 8839 §5.4, and the k= line of RFC 4566. */
    private static final Pattern KEYS = Pattern.compile(
            "^(?:a=crypto:.*?inline:([^\\s|]++).*|a=(?:key-mgmt|ice-pwd):\\s*+(.*)|k=\\w++:(.*))$",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    /** The further keys of one crypto line. */
    private static final Pattern INLINE = Pattern.compile("inline:([^\\s|]++)", Pattern.CASE_INSENSITIVE);

    private SecretMask() {}

    /** The message with secrets replaced by stars of the same length, so that Content-Length stays true. Returns the same array when there are none. */
    static byte[] mask(byte[] message) {
        int body = bodyStart(message);
        var masked = message;
        for (int start = 0; start < body; ) {
            int end = endOfHeader(message, start, body);
            if (holdsDigests(message, start, end)) {
                masked = masked == message ? message.clone() : masked;
                maskDigests(masked, text(message, start, end), start);
            }
            start = end;
        }
        if (mayHoldKeys(message, body)) {
            masked = masked == message ? message.clone() : masked;
            maskKeys(masked, text(message, body, message.length), body);
        }
        return Arrays.equals(masked, message) ? message : masked;
    }

    private static String text(byte[] message, int from, int end) {
        return new String(message, from, end - from, StandardCharsets.ISO_8859_1);
    }

    private static int bodyStart(byte[] message) {
        for (int i = 3; i < message.length; i++) {
            if (message[i] == '\n' && message[i - 1] == '\r' && message[i - 2] == '\n' && message[i - 3] == '\r') {
                return i + 1;
            }
        }
        return message.length;
    }

    /** A header goes on over lines that begin with a blank (RFC 3261 §7.3.1). */
    private static int endOfHeader(byte[] message, int start, int body) {
        int end = start;
        do {
            while (end < body && message[end] != '\n') {
                end++;
            }
            end = Math.min(body, end + 1);
        } while (end < body && (message[end] == ' ' || message[end] == '\t'));
        return end;
    }

    /** Each message of each call comes by here: only a header that may be one of the few becomes text. */
    private static boolean holdsDigests(byte[] message, int start, int end) {
        int colon = start;
        boolean candidate = false;
        while (colon < end && message[colon] != ':') {
            candidate |= (message[colon] | 0x20) == 'u';
            colon++;
        }
        return candidate
                && colon < end
                && HEADERS.contains(text(message, start, colon).strip().toLowerCase(Locale.ROOT));
    }

    private static void maskDigests(byte[] masked, String header, int offset) {
        var digests = DIGESTS.matcher(header).region(header.indexOf(':'), header.length());
        while (digests.find()) {
            boolean quoted = header.charAt(digests.start(1)) == '"';
            stars(masked, offset + (quoted ? digests.start(1) + 1 : digests.start(1)), offset + digests.end(1));
        }
    }

    /** Whether a key can stand there: all their lines have a 'k', a 'c' or an 'i' near an equals sign. */
    private static boolean mayHoldKeys(byte[] message, int body) {
        for (int i = body; i < message.length - 1; i++) {
            if (message[i + 1] == '=') {
                int type = message[i] | 0x20;
                int next = i + 2 < message.length ? message[i + 2] | 0x20 : 0;
                if (type == 'k' || type == 'a' && (next == 'c' || next == 'i' || next == 'k')) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void maskKeys(byte[] masked, String text, int offset) {
        var lines = KEYS.matcher(text);
        while (lines.find()) {
            for (int group = 2; group <= 3; group++) {
                if (lines.start(group) >= 0) {
                    stars(masked, offset + lines.start(group), offset + lines.end(group));
                }
            }
            if (lines.start(1) >= 0) {
                var keys = INLINE.matcher(text).region(lines.start(), lines.end());
                while (keys.find()) {
                    stars(masked, offset + keys.start(1), offset + keys.end(1));
                }
            }
        }
    }

    private static void stars(byte[] masked, int from, int end) {
        for (int i = from; i < end; i++) {
            if (masked[i] != '\r' && masked[i] != '\n') {
                masked[i] = '*';
            }
        }
    }
}
