package io.switchhook.sdp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** RFC 8866 §5: text is UTF-8 unless a=charset says otherwise (§6.10). */
final class SdpCharset {
    private static final Pattern LINE_END = Pattern.compile("[\\r\\n]+");
    private static final String ATTRIBUTE = "a=charset:";

    private SdpCharset() {}

    static String decode(byte[] body, SdpLimits limits) {
        if (body.length > limits.maxLength()) {
            throw new SdpFormatException(1, "at most " + limits.maxLength() + " bytes", body.length + " bytes");
        }
        var latin1 = new String(body, StandardCharsets.ISO_8859_1);
        if (saysLatin1(latin1)) {
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

    /** Asked of the text in both directions, so that what was read in one character set is not written in the other. */
    private static boolean saysLatin1(String text) {
        return LINE_END.splitAsStream(text)
                .takeWhile(line -> !line.startsWith("m="))
                .filter(line -> line.startsWith(ATTRIBUTE))
                .findFirst()
                .filter(line -> line.substring(ATTRIBUTE.length()).trim().equalsIgnoreCase("ISO-8859-1"))
                .isPresent();
    }
}
