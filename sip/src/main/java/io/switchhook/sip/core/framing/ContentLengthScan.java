package io.switchhook.sip.core.framing;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Finds Content-Length in the bytes of a head, without decoding anything else: cutting must not depend on what the parser thinks of the message. */
final class ContentLengthScan {
    static final int MISSING = -1;
    static final int BAD = -2;

    private ContentLengthScan() {}

    /** The length, {@link #MISSING} or {@link #BAD}. More than an int can hold is {@link Integer#MAX_VALUE}. */
    static int lengthIn(byte[] head, int size) {
        int found = MISSING;
        int line = endOfLine(head, 0, size);
        while (line < size) {
            int end = endOfLine(head, line, size);
            if (isContentLength(head, line, end)) {
                int length = number(head, line, end);
                if (length == BAD || found != MISSING && found != length) {
                    return BAD;
                }
                found = length;
            }
            line = end;
        }
        return found;
    }

    /** The place after the line's LF, and after those of its continuation lines. */
    private static int endOfLine(byte[] head, int from, int size) {
        int i = from;
        while (i < size) {
            if (head[i++] == '\n' && (i == size || head[i] != ' ' && head[i] != '\t')) {
                return i;
            }
        }
        return size;
    }

    private static boolean isContentLength(byte[] head, int line, int end) {
        int colon = line;
        while (colon < end && head[colon] != ':') {
            colon++;
        }
        if (colon == end || colon - line > 2 * "content-length".length()) {
            return false;
        }
        int first = head[line] | 0x20;
        if (first != 'c' && first != 'l' && head[line] > ' ') {
            return false;
        }
        var name = new String(head, line, colon - line, StandardCharsets.ISO_8859_1)
                .strip()
                .toLowerCase(Locale.ROOT);
        return name.equals("content-length") || name.equals("l");
    }

    private static int number(byte[] head, int line, int end) {
        int from = line;
        while (head[from] != ':') {
            from++;
        }
        if (end - from > 256) {
            return BAD;
        }
        var digits = new String(head, from + 1, end - from - 1, StandardCharsets.ISO_8859_1).strip();
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return BAD;
            }
            number = Math.min(Integer.MAX_VALUE, number * 10 + digit);
        }
        return digits.isEmpty() ? BAD : (int) number;
    }
}
