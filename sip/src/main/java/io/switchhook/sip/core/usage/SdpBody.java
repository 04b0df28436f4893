package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.header.ContentTypeHeader;
import java.util.Optional;

/** Finds the session description of a message. */
final class SdpBody {
    private SdpBody() {}

    /** The body when it is application/sdp. A body without Content-Type is taken as SDP when it begins like one. */
    static Optional<String> of(SipMessage message) {
        if (message.bodyLength() == 0) {
            return Optional.empty();
        }
        boolean sdp = message.contentType()
                .map(type -> type.is("application", "sdp"))
                .orElseGet(() -> message.bodyText().startsWith("v="));
        return sdp ? Optional.of(message.bodyText()) : Optional.empty();
    }

    static final ContentTypeHeader TYPE = ContentTypeHeader.SDP;
}
