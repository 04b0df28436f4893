package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.body.BodyCharset;
import io.switchhook.sip.message.body.Multipart;
import io.switchhook.sip.message.body.MultipartLimits;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.DateHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.uri.MalformedException;
import java.time.Instant;
import java.util.Optional;

/**
 * What a MESSAGE request says, RFC 3428 §7.
 *
 * @param type {@code text/plain} where the request names none
 * @param text the body of type {@code text} in its character set, or the part {@code text/plain} of several; empty for other bodies
 * @param date when it was sent, as the sender says
 * @param expiresAt when it loses its meaning; empty for never
 */
public record PagerMessage(
        ContentTypeHeader type,
        byte[] body,
        Optional<String> text,
        Optional<Instant> date,
        Optional<Instant> expiresAt) {
    private static final ContentTypeHeader TEXT = ContentTypeHeader.of("text", "plain");

    /**
     * Reads a request.
     *
     * @param received the time of day, from which Expires counts where the request has no Date
     * @throws MalformedException when a header of the body, or its parts, cannot be read
     */
    public static PagerMessage of(SipRequest request, Instant received) {
        var type = request.contentType().orElse(TEXT);
        var body = request.body();
        var date = request.firstReadable(DateHeader.TYPE).map(DateHeader::instant);
        var expiresAt = request.firstReadable(ExpiresHeader.TYPE)
                .map(expires -> date.orElse(received).plusSeconds(expires.seconds()));
        return new PagerMessage(type, body, textOf(request, type, body), date, expiresAt);
    }

    private static Optional<String> textOf(SipRequest request, ContentTypeHeader type, byte[] body) {
        if (Multipart.is(type)) {
            return Multipart.find(MultipartLimits.DEFAULT, request, "text", "plain", "render")
                    .flatMap(part -> BodyCharset.decode(part.type(), part.content()));
        }
        return BodyCharset.decode(type, body);
    }
}
