package io.switchhook.sip.message.uri;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Words that stand in nearly every message, as shared strings: a parsed message then holds no copy of them. */
final class WellKnown {
    private static final int SIZE = 512;
    private static final int LONGEST = 11;
    private static final String[] WORDS = new String[SIZE];
    private static final byte[][] BYTES = new byte[SIZE][];

    static {
        var words = """
            UDP TCP TLS WS WSS branch rport received tag expires transport udp tcp tls ws wss lr
            ob q user phone maddr ttl realm nonce algorithm MD5 SHA-256 qop auth opaque username
            response cnonce nc uri stale Digest reason noresource terminated active application
            sdp refer id INVITE ACK BYE CANCEL REGISTER OPTIONS REFER NOTIFY SUBSCRIBE INFO
            MESSAGE PRACK UPDATE PUBLISH replaces timer 100rel message sipfrag cause text SIP
            Q.850 """;
        for (var word : words.split("\\s+")) {
            int slot = slot(word.length(), word.charAt(0), word.charAt(word.length() - 1));
            // Interned, so that comparing with a literal ends at once.
            WORDS[slot] = word.intern();
            BYTES[slot] = word.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private WellKnown() {}

    static String text(byte[] bytes, int from, int to) {
        var known = known(bytes, from, to);
        return known != null ? known : new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** The same of bytes that are known to be ASCII, so that nobody looks at them once more. */
    static String ascii(byte[] bytes, int from, int to) {
        var known = known(bytes, from, to);
        return known != null ? known : new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static @Nullable String known(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length <= 0) {
            return "";
        }
        if (length > LONGEST) {
            return null;
        }
        int slot = slot(length, bytes[from], bytes[to - 1]);
        var word = BYTES[slot];
        return word != null && word.length == length && isAt(word, bytes, from) ? WORDS[slot] : null;
    }

    private static boolean isAt(byte[] word, byte[] bytes, int from) {
        for (int i = 0; i < word.length; i++) {
            if (bytes[from + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    /** All shared words, of which no two may have the same slot. */
    static List<String> words() {
        return Arrays.stream(WORDS).filter(Objects::nonNull).toList();
    }

    /** The factors were searched for: no two of the words collide. */
    private static int slot(int length, int first, int last) {
        return (length + first * 9 + last * 12) & (SIZE - 1);
    }
}
