package io.switchhook.sdp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** RFC 8866 §5: text is UTF-8 unless a=charset says otherwise (§6.10). */
final class SdpCharset {
    private static final Pattern LINE_END = Pattern.compile("[\\r\\n]+");
    private static final String ATTRIBUTE = "a=charset:";
    /** The highest bit of each of eight bytes, which no character of ASCII has. */
    private static final long BEYOND_ASCII = 0x8080_8080_8080_8080L;

    private SdpCharset() {}

    static String decode(byte[] body, SdpLimits limits) {
        if (body.length > limits.maxLength()) {
            throw new SdpFormatException(1, "at most " + limits.maxLength() + " bytes", body.length + " bytes");
        }
        var latin1 = new String(body, StandardCharsets.ISO_8859_1);
        if (isAscii(body) || saysLatin1(latin1)) {
            return latin1;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return latin1;
        }
    }

    static byte[] encode(SessionDescription description) {
        var text = description.toString();
        return text.getBytes(saysLatin1(text) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** Nearly every description; which character set it says makes no difference then. */
    private static boolean isAscii(byte[] body) {
        var rest = ByteBuffer.wrap(body);
        while (rest.remaining() >= Long.BYTES) {
            if ((rest.getLong() & BEYOND_ASCII) != 0) {
                return false;
            }
        }
        while (rest.hasRemaining()) {
            if (rest.get() < 0) {
                return false;
            }
        }
        return true;
    }

    /** Asked of the text in both directions, so that what was read in one character set is not written in the other. */
    private static boolean saysLatin1(String text) {
        return text.contains(ATTRIBUTE) && firstCharset(text).equalsIgnoreCase("ISO-8859-1");
    }

    private static String firstCharset(String text) {
        return LINE_END.splitAsStream(text)
                .takeWhile(line -> !line.startsWith("m="))
                .filter(line -> line.startsWith(ATTRIBUTE))
                .findFirst()
                .map(line -> line.substring(ATTRIBUTE.length()).trim())
                .orElse("");
    }
}
