package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.ToHeader;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The INVITE that opens an incoming session, up to its final answer (RFC 3261 §13.3). */
final class IncomingInvite {
    /** RFC 3261 §13.3.1.1: a proxy may give up three minutes after the last provisional answer, so one is due every minute. */
    private static final Duration PROVISIONAL_INTERVAL = Duration.ofMinutes(1);

    private final InviteSession session;
    private final ServerTransaction transaction;
    private final SipRequest invite;
    private final Optional<String> offer;
    private Optional<SipResponse> provisional = Optional.empty();

    IncomingInvite(InviteSession session, ServerTransaction transaction) {
        this.session = session;
        this.transaction = transaction;
        this.invite = transaction.request();
        this.offer = SdpBody.of(invite);
    }

    Optional<String> offer() {
        return offer;
    }

    void start(long nowNanos) {
        invite.firstReadable(ExpiresHeader.TYPE)
                .ifPresent(expires -> session.setTimer(
                        InviteSession.Timer.INVITE_EXPIRES, nowNanos, Duration.ofSeconds(expires.seconds())));
    }

    void ring(int status, String reason, Optional<String> earlyAnswer, long nowNanos) {
        var response = tagged(status, reason);
        earlyAnswer.ifPresent(answer -> response.body(SdpBody.TYPE, answer));
        provisional = Optional.of(response.build());
        repeatProvisional(nowNanos);
    }

    void repeatProvisional(long nowNanos) {
        provisional.ifPresent(response -> {
            session.setTimer(InviteSession.Timer.PROVISIONAL_REPEAT, nowNanos, PROVISIONAL_INTERVAL);
            transaction.respond(response, nowNanos);
        });
    }

    void answer(String description, long nowNanos) {
        decided();
        session.onAnsweredByUs();
        var success = tagged(200, "OK").body(SdpBody.TYPE, description).build();
        session.answeredInvite().send(transaction, success, offer.isEmpty(), nowNanos);
    }

    void refuse(int status, String reason, Consumer<SipResponse.Builder> more, long nowNanos) {
        decided();
        var response = tagged(status, reason);
        more.accept(response);
        transaction.respond(response.build(), nowNanos);
        session.end(new SessionEnding.RefusedByUs(status), nowNanos);
    }

    void onCancel(Optional<ReasonHeader> reason, long nowNanos) {
        decided();
        transaction.respond(tagged(487, "Request Terminated").build(), nowNanos);
        session.end(new SessionEnding.CancelledByPeer(reason), nowNanos);
    }

    /** RFC 3261 §13.3.1: an invitation that has expired is answered 487. */
    void onExpired(long nowNanos) {
        if (session.state() == InviteSession.State.INCOMING) {
            onCancel(Optional.empty(), nowNanos);
        }
    }

    private void decided() {
        session.cancelTimer(InviteSession.Timer.PROVISIONAL_REPEAT);
        session.cancelTimer(InviteSession.Timer.INVITE_EXPIRES);
    }

    private SipResponse.Builder tagged(int status, String reason) {
        var tag = session.dialog().orElseThrow().id().localTag();
        return session.host
                .answering(invite, status, reason)
                .set(ToHeader.TYPE, invite.to().withTag(tag));
    }
}
