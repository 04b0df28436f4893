package io.switchhook.phone;

import io.switchhook.base.text.Sentences;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.internal.engine.OutgoingMessage;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.uri.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** What a message to send says: immutable; the {@code with} methods change one thing each. */
public final class MessageContent {
    private static final ContentTypeHeader TEXT =
            new ContentTypeHeader("text", "plain", Parameters.EMPTY.with("charset", "UTF-8"));

    private final OutgoingMessage message;

    private MessageContent(OutgoingMessage message) {
        this.message = message;
    }

    /** {@code text/plain}, in UTF-8. */
    public static MessageContent text(String text) {
        var body = Objects.requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8);
        return new MessageContent(new OutgoingMessage(TEXT, body, Optional.empty(), false, false));
    }

    /**
     * Any content. The bytes are copied.
     *
     * @param type such as {@code text/html;charset=UTF-8} or {@code application/json}
     * @throws IllegalArgumentException when that is no media type
     */
    public static MessageContent of(String type, byte[] body) {
        var mediaType = OutgoingMessage.parse(type);
        var copy = Objects.requireNonNull(body, "body").clone();
        return new MessageContent(new OutgoingMessage(mediaType, copy, Optional.empty(), false, false));
    }

    /**
     * Says how long the message means anything (RFC 3428 §4, Expires); afterwards the other side may leave it out.
     *
     * @param time 1 s to 2^32-1 s, in whole seconds
     * @throws IllegalArgumentException outside that range
     */
    public MessageContent withValidity(Duration time) {
        if (Objects.requireNonNull(time, "time").compareTo(Duration.ofSeconds(1)) < 0
                || time.toSeconds() > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException(
                    "A message is valid for 1 s or longer, but not for " + Sentences.time(time));
        }
        return new MessageContent(new OutgoingMessage(
                message.type(), message.body(), Optional.of(time), message.ofAnySize(), message.anonymous()));
    }

    /**
     * Says that each hop on the way to the other side has congestion control, which only the owner of the network can know: the message may then take more than 1300 bytes,
     * and leaves by TCP or another stream alone (RFC 3428 §8).
     */
    public MessageContent ofAnySize() {
        return new MessageContent(
                new OutgoingMessage(message.type(), message.body(), message.validity(), true, message.anonymous()));
    }

    /**
     * The reader is not told who sends it, as in a call made {@link DialOptions#anonymously anonymously}; the account's own server is. For messages outside of calls: inside of one
     * it changes nothing, since the other side of a call is known to be that.
     */
    public MessageContent anonymously() {
        return new MessageContent(
                new OutgoingMessage(message.type(), message.body(), message.validity(), message.ofAnySize(), true));
    }

    OutgoingMessage message() {
        return message;
    }
}
