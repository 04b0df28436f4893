package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.body.AcceptedBodies;
import io.switchhook.sip.message.body.BodyPart;
import io.switchhook.sip.message.body.Multipart;
import io.switchhook.sip.message.body.MultipartLimits;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.uri.MalformedException;
import java.util.Optional;

/** Finds the session description of a message. */
final class SdpBody {
    static final ContentTypeHeader TYPE = ContentTypeHeader.SDP;

    /** What the body of a request that offers or answers may be. */
    static final AcceptedBodies ACCEPTED = AcceptedBodies.of("application/sdp");

    private SdpBody() {}

    /** 415 for a request whose body has a part that counts and is neither a description nor many parts with one (RFC 3261 §8.2.3, RFC 5621 §8.4). */
    static Optional<SipResponse.Builder> refusalOf(SipRequest request, UsageHost host) {
        return ACCEPTED.understand(request)
                ? Optional.empty()
                : Optional.of(ACCEPTED.describe(host.answering(request, 415, "Unsupported Media Type")));
    }

    /**
     * The body when it is application/sdp, or the part of a multipart body that is. A body without Content-Type is taken as SDP when it begins
     * like one.
     *
     * @throws MalformedHeaderException when Content-Type or the parts cannot be read, for which a request is answered 400
     */
    static Optional<String> of(SipMessage message) {
        return of(message, message.contentType());
    }

    /** As {@link #of}, for responses, which cannot be refused: a Content-Type that cannot be read counts as absent, and so do such parts. */
    static Optional<String> ofReadable(SipMessage message) {
        try {
            return of(message, message.firstReadable(ContentTypeHeader.TYPE));
        } catch (MalformedHeaderException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> of(SipMessage message, Optional<ContentTypeHeader> type) {
        if (message.bodyLength() == 0) {
            return Optional.empty();
        }
        if (type.filter(Multipart::is).isPresent()) {
            return part(message).map(BodyPart::text);
        }
        boolean sdp = type.map(known -> known.is("application", "sdp"))
                .orElseGet(() -> message.bodyText().startsWith("v="));
        return sdp ? Optional.of(message.bodyText()) : Optional.empty();
    }

    // RFC 5621 §4, RFC 3261 §20.11: SDP without a disposition is for the session; one for another purpose is no offer
    // or answer.
    private static Optional<BodyPart> part(SipMessage message) {
        try {
            return Multipart.find(MultipartLimits.DEFAULT, message, "application", "sdp", "session");
        } catch (MalformedException e) {
            throw new MalformedHeaderException(ContentTypeHeader.TYPE.name(), String.valueOf(e.getMessage()));
        }
    }
}
