package io.switchhook.sip.message.body;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.message.uri.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What stands between the parts of a body, RFC 2046 §5.1.1. */
final class Boundary {
    private static final int MAX_LENGTH = 70;

    private Boundary() {}

    /** {@code bchars}, 1 to 70 of them, the last no space. */
    static void require(String text) {
        boolean fits = !text.isEmpty() && text.length() <= MAX_LENGTH && !text.endsWith(" ");
        for (int i = 0; i < text.length() && fits; i++) {
            char c = text.charAt(i);
            fits = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || "'()+_,-./:=? ".indexOf(c) >= 0;
        }
        if (!fits) {
            throw new MalformedException("expected a multipart boundary of 1 to " + MAX_LENGTH
                    + " characters but found \""
                    + Printable.escape(text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text) + "\"");
        }
    }

    /** One that stands in none of the parts; the same for equal parts, so that it needs no randomness. */
    static String of(List<BodyPart> parts) {
        int number = parts.hashCode();
        while (true) {
            var boundary = "part-" + Integer.toHexString(number);
            var line = ("--" + boundary).getBytes(StandardCharsets.US_ASCII);
            if (parts.stream().noneMatch(part -> indexOf(part.bytes(), line, 0) >= 0)) {
                return boundary;
            }
            number++;
        }
    }

    /** Where some bytes stand from an index on, or -1. */
    static int indexOf(byte[] bytes, byte[] wanted, int from) {
        for (int i = from; i <= bytes.length - wanted.length; i++) {
            if (isAt(bytes, wanted, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isAt(byte[] bytes, byte[] wanted, int at) {
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
