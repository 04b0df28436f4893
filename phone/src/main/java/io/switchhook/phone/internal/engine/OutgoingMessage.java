package io.switchhook.phone.internal.engine;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.uri.MalformedException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** A message to send. */
public record OutgoingMessage(
        ContentTypeHeader type, byte[] body, Optional<Duration> validity, boolean ofAnySize, boolean anonymous) {

    /** @throws IllegalArgumentException when that is no media type */
    public static ContentTypeHeader parse(String type) {
        try {
            return ContentTypeHeader.TYPE.parse(Objects.requireNonNull(type, "type"));
        } catch (MalformedException e) {
            throw new IllegalArgumentException(
                    "\"" + Printable.escape(type) + "\" is no media type; write for example text/plain", e);
        }
    }
}
