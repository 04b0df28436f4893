package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.header.ContentTypeHeader;
import java.util.Optional;

/** Finds the session description of a message. */
final class SdpBody {
    static final ContentTypeHeader TYPE = ContentTypeHeader.SDP;

    private SdpBody() {}

    /**
     * The body when it is application/sdp. A body without Content-Type is taken as SDP when it begins like one.
     *
     * @throws io.switchhook.sip.message.header.MalformedHeaderException when Content-Type cannot be read, for which a request is answered 400
     */
    static Optional<String> of(SipMessage message) {
        return of(message, message.contentType());
    }

    /** As {@link #of}, for responses, which cannot be refused: a Content-Type that cannot be read counts as absent. */
    static Optional<String> ofReadable(SipMessage message) {
        return of(message, message.firstReadable(ContentTypeHeader.TYPE));
    }

    private static Optional<String> of(SipMessage message, Optional<ContentTypeHeader> type) {
        if (message.bodyLength() == 0) {
            return Optional.empty();
        }
        boolean sdp = type.map(known -> known.is("application", "sdp"))
                .orElseGet(() -> message.bodyText().startsWith("v="));
        return sdp ? Optional.of(message.bodyText()) : Optional.empty();
    }
}
