package io.switchhook.sip.message.body;

import io.switchhook.sip.message.header.ContentTypeHeader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;

/** In which character set the text of a body is written. */
public final class BodyCharset {
    private BodyCharset() {}

    /** What {@code charset} says, UTF-8 where it says nothing (RFC 3261 §7.4.1); empty for one that this machine does not know. */
    public static Optional<Charset> of(ContentTypeHeader type) {
        var name = type.parameters().get("charset");
        if (name.isEmpty()) {
            return Optional.of(StandardCharsets.UTF_8);
        }
        try {
            return Optional.of(Charset.forName(name.get()));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }

    /** The text of a body of type {@code text}; empty for another type, and for a character set that this machine does not know. */
    public static Optional<String> decode(ContentTypeHeader type, byte[] content) {
        return type.type().equalsIgnoreCase("text")
                ? of(type).map(charset -> new String(content, charset))
                : Optional.empty();
    }
}
