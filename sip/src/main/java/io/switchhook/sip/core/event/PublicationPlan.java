package io.switchhook.sip.core.event;

import io.switchhook.base.text.Sentences;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.Uri;
import java.time.Duration;

/**
 * What to publish where (RFC 3903 §4.1).
 *
 * @param target the resource whose state it is, our own address as a rule
 * @param local who publishes
 * @param eventPackage the token of the Event header
 * @param expires the lifetime asked for, 1 s to 24 h
 */
public record PublicationPlan(Uri target, NameAddress local, String eventPackage, Duration expires) {
    static final Duration LONGEST = Duration.ofHours(24);

    public PublicationPlan {
        if (expires.compareTo(Duration.ofSeconds(1)) < 0 || expires.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "A publication can be asked for 1 second to 24 hours, but not for " + Sentences.time(expires));
        }
    }

    /** A PUBLISH, complete but for Via, body and what tells which of the four operations it is. */
    SipRequest.Builder request(String callId, String tag, long sequence, Duration lifetime) {
        return SipRequest.builder(SipMethod.PUBLISH, target)
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(70))
                .set(FromHeader.TYPE, new FromHeader(local, Parameters.EMPTY.with("tag", tag)))
                .set(ToHeader.TYPE, new ToHeader(NameAddress.of(target), Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader(callId))
                .set(CSeqHeader.TYPE, new CSeqHeader(sequence, SipMethod.PUBLISH))
                .set(EventHeader.TYPE, EventHeader.of(eventPackage))
                .set(ExpiresHeader.TYPE, new ExpiresHeader(lifetime.toSeconds()));
    }
}
