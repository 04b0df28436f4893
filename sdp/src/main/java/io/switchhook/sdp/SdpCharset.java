package io.switchhook.sdp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** RFC 8866 §5: text is UTF-8 unless a=charset says otherwise (§6.10). */
final class SdpCharset {
    private SdpCharset() {}

    static String decode(byte[] body, SdpLimits limits) {
        if (body.length > limits.maxLength()) {
            throw new SdpFormatException(1, "at most " + limits.maxLength() + " bytes", body.length + " bytes");
        }
        var latin1 = new String(body, StandardCharsets.ISO_8859_1);
        if (latin1.toLowerCase(Locale.ROOT).contains("\na=charset:iso-8859-1")) {
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
        return description.toString().getBytes(charsetOf(description));
    }

    private static Charset charsetOf(SessionDescription description) {
        var name = description.attribute("charset").flatMap(Attribute::value).orElse("");
        return name.strip().equalsIgnoreCase("ISO-8859-1") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
    }
}
