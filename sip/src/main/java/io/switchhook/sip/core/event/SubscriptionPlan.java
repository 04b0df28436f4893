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
import java.util.List;
import java.util.Optional;

/**
 * What to subscribe to.
 *
 * @param target the resource, in a dialog that stands already of no importance
 * @param local who subscribes
 * @param event the package, with an {@code id} where the dialog has other subscriptions of it
 * @param expires the lifetime asked for, up to 24 h; zero asks for the state once (RFC 6665 §4.4.3)
 * @param accept the body types wanted; empty for the package's own
 * @param filter the body of the SUBSCRIBE, where the package has a use for it
 * @param forks what to do when several notifiers accept
 * @param lasting whether a subscription that is lost is asked for again, where RFC 6665 §4.1.3 allows that
 */
public record SubscriptionPlan(
        Uri target,
        NameAddress local,
        EventHeader event,
        Duration expires,
        List<String> accept,
        Optional<EventState> filter,
        ForkPolicy forks,
        boolean lasting) {
    static final Duration LONGEST = Duration.ofHours(24);

    public SubscriptionPlan {
        accept = List.copyOf(accept);
        if (expires.isNegative() || expires.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "A subscription can be asked for up to 24 hours, or 0 for the state alone, but not for "
                            + Sentences.time(expires));
        }
    }

    /** An hour, of one notifier, kept until it is given up. */
    public static SubscriptionPlan of(Uri target, NameAddress local, EventHeader event) {
        return new SubscriptionPlan(
                target, local, event, Duration.ofHours(1), List.of(), Optional.empty(), ForkPolicy.FIRST, true);
    }

    /** Whether the state is asked for once. */
    boolean isFetch() {
        return expires.isZero();
    }

    /** A SUBSCRIBE outside any dialog, complete but for Via, Contact and what {@link #fill} adds. */
    SipRequest.Builder opening(String callId, String tag, long sequence) {
        return SipRequest.builder(SipMethod.SUBSCRIBE, target)
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(70))
                .set(FromHeader.TYPE, new FromHeader(local, Parameters.EMPTY.with("tag", tag)))
                .set(ToHeader.TYPE, new ToHeader(NameAddress.of(target), Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader(callId))
                .set(CSeqHeader.TYPE, new CSeqHeader(sequence, SipMethod.SUBSCRIBE));
    }

    void fill(SipRequest.Builder subscribe, Duration lifetime) {
        subscribe.set(EventHeader.TYPE, event).set(ExpiresHeader.TYPE, new ExpiresHeader(lifetime.toSeconds()));
        if (!accept.isEmpty()) {
            subscribe.header("Accept", String.join(", ", accept));
        }
        filter.ifPresentOrElse(body -> subscribe.body(body.type(), body.content()), subscribe::noBody);
    }
}
