package io.switchhook.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds messages in a byte stream by Content-Length (RFC 3261 §18.3); line ends between messages are skipped (§7.5). A stream that has something else in it, as those to TURN
 * servers have, is left from there on.
 */
final class StreamFramer {
    private static final int UNKNOWN = -1;
    /** What stands in a token beside letters and digits (RFC 3261 §25.1): methods and SIP-Version begin with one. */
    private static final String TOKEN_SIGNS = "-.!%*_+`'~";

    private byte[] pending = {};
    /** The length of the first message, once all of its headers are there. */
    private int expected = UNKNOWN;

    private boolean other;

    /** Takes the next bytes of the stream; returns the messages that are now complete. */
    List<byte[]> onBytes(byte[] bytes) {
        if (other) {
            return List.of();
        }
        int held = pending.length;
        pending = Arrays.copyOf(pending, held + bytes.length);
        System.arraycopy(bytes, 0, pending, held, bytes.length);
        var messages = new ArrayList<byte[]>();
        while (true) {
            if (expected == UNKNOWN) {
                pending = withoutLeadingLineEnds(pending);
                other = pending.length > 0 && !beginsMessage(pending[0]);
                pending = other ? new byte[0] : pending;
                expected = expectedLength(pending);
            }
            if (expected == UNKNOWN || expected > pending.length) {
                return messages;
            }
            messages.add(Arrays.copyOf(pending, expected));
            pending = Arrays.copyOfRange(pending, expected, pending.length);
            expected = UNKNOWN;
        }
    }

    private static boolean beginsMessage(byte first) {
        return first >= 'A' && first <= 'Z'
                || first >= 'a' && first <= 'z'
                || first >= '0' && first <= '9'
                || TOKEN_SIGNS.indexOf(first) >= 0;
    }

    private static byte[] withoutLeadingLineEnds(byte[] bytes) {
        int start = 0;
        while (start < bytes.length && (bytes[start] == '\r' || bytes[start] == '\n')) {
            start++;
        }
        return start == 0 ? bytes : Arrays.copyOfRange(bytes, start, bytes.length);
    }

    private static int expectedLength(byte[] bytes) {
        int end = endOfHeaders(bytes);
        if (end < 0) {
            return UNKNOWN;
        }
        var head = WireMessage.parse(Arrays.copyOf(bytes, end));
        var field = head.header("Content-Length").orElse("0");
        return end + (field.matches("\\d{1,7}") ? Integer.parseInt(field) : 0);
    }

    /** Where the first empty line ends, or -1. */
    private static int endOfHeaders(byte[] bytes) {
        for (int i = 3; i < bytes.length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }
}
