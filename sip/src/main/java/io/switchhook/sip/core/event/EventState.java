package io.switchhook.sip.core.event;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.header.ContentTypeHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The state of a resource as the body of a NOTIFY or PUBLISH: bytes that only the event package understands, and their type. Immutable. */
public final class EventState {
    private final ContentTypeHeader type;
    private final byte[] content;

    private EventState(ContentTypeHeader type, byte[] content) {
        this.type = type;
        this.content = content;
    }

    /** The bytes are copied. */
    public static EventState of(ContentTypeHeader type, byte[] content) {
        return new EventState(type, content.clone());
    }

    /**
     * UTF-8 text.
     *
     * @param type {@code application/simple-message-summary}, for one
     * @throws io.switchhook.sip.message.header.MalformedHeaderException when the type is none
     */
    public static EventState of(String type, String content) {
        return new EventState(ContentTypeHeader.TYPE.parse(type), content.getBytes(StandardCharsets.UTF_8));
    }

    /** The body of a message; empty when there is none, or its type cannot be told. */
    public static Optional<EventState> in(SipMessage message) {
        return message.bodyLength() == 0
                ? Optional.empty()
                : message.firstReadable(ContentTypeHeader.TYPE).map(type -> new EventState(type, message.body()));
    }

    public ContentTypeHeader type() {
        return type;
    }

    /** A copy of the bytes. */
    public byte[] content() {
        return content.clone();
    }

    /** The bytes read as UTF-8. */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** The length in bytes. */
    public int length() {
        return content.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventState that && type.equals(that.type) && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return type + " with " + content.length + " bytes";
    }
}
