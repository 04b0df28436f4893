package io.switchhook.sdp;

import io.switchhook.base.text.ByteSearch;
import java.nio.charset.StandardCharsets;

/**
 * The text of a description, with one byte for each of its characters: bytes are searched eight at a time. A character beyond ISO 8859-1 has some byte that is neither a control,
 * nor a space, nor a digit; every other character has its own.
 */
final class SdpText {
    private static final int MOST_DIGITS = 18;

    private final String text;
    private final byte[] bytes;

    SdpText(String text) {
        this.text = text;
        this.bytes = bytesOf(text);
    }

    private static byte[] bytesOf(String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length == text.length()) {
            return bytes;
        }
        // Of a pair of surrogates one byte was made.
        var each = new byte[text.length()];
        for (int i = 0; i < each.length; i++) {
            each[i] = (byte) Math.min(text.charAt(i), 0xff);
        }
        return each;
    }

    /** All of it. */
    String text() {
        return text;
    }

    byte[] bytes() {
        return bytes;
    }

    /** What stands between two places. */
    String cut(int start, int stop) {
        return text.substring(start, stop);
    }

    /** The same, shared if it is a usual word. */
    String word(int start, int stop) {
        return Words.of(text, start, stop);
    }

    /** Where the next CR or LF stands, or the length of the text. */
    int lineEnd(int from) {
        return ByteSearch.lineEnd(bytes, from);
    }

    /** Where the next space before {@code to} stands, or {@code to}. */
    int space(int from, int to) {
        return ByteSearch.indexOf(' ', bytes, from, to);
    }

    /** The number between two places, or -1 when something else than a plain decimal number of 0 to {@code max} is there. */
    long number(int start, int stop, long max) {
        if (start >= stop || stop - start > MOST_DIGITS) {
            return -1;
        }
        long value = 0;
        for (int i = start; i < stop; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value <= max ? value : -1;
    }

    /** Whether a printable character of ASCII other than a space stands there. */
    boolean isGraphic(int at) {
        byte b = bytes[at];
        return b > ' ' && b < 0x7f && (b != '?' || text.charAt(at) == '?');
    }

    /** Whether something stands between two places that neither begins nor ends with anything but such a character. */
    boolean isField(int start, int stop) {
        return stop > start && isGraphic(start) && isGraphic(stop - 1);
    }

    /** Whether there are such characters between two places and nothing else, at least one. */
    boolean isToken(int start, int stop) {
        for (int i = start; i < stop; i++) {
            if (!isGraphic(i)) {
                return false;
            }
        }
        return stop > start;
    }
}
