package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.RAckHeader;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.header.ToHeader;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The INVITE that opens an incoming session, up to its final answer (RFC 3261 §13.3), with provisional answers of either kind (RFC 3262). */
final class IncomingInvite {
    /** RFC 3261 §13.3.1.1: a proxy may give up three minutes after the last provisional answer, so one is due every minute. */
    private static final Duration PROVISIONAL_INTERVAL = Duration.ofMinutes(1);
    /** RFC 3262 §3: a reliable one does not get lost. */
    private static final Duration RELIABLE_INTERVAL = Duration.ofSeconds(150);

    private final InviteSession session;
    private final ServerTransaction transaction;
    private final SipRequest invite;
    private final Optional<String> offer;
    private final ReliableResponses reliable;
    private final OfferAnswerExchange exchange = new OfferAnswerExchange();
    private Optional<Provisional> provisional = Optional.empty();
    private Optional<String> heldAnswer = Optional.empty();
    private boolean agreedEarly;

    /** What the caller was told last. */
    private record Provisional(int status, String reason, Optional<String> description) {}

    IncomingInvite(InviteSession session, ServerTransaction transaction) {
        this.session = session;
        this.transaction = transaction;
        this.invite = transaction.request();
        this.offer = SdpBody.of(invite);
        this.reliable = new ReliableResponses(session, transaction);
        if (offer.isPresent()) {
            exchange.onOffer(OfferAnswerExchange.Carrier.INVITE, false);
        }
    }

    Optional<String> offer() {
        return offer;
    }

    /** Whether offer and answer were exchanged before the call is answered, so that UPDATE may carry the next offer (RFC 3311 §5.1). */
    boolean isAgreed() {
        return exchange.isAgreed();
    }

    /** Whether it was so when the call was answered. */
    boolean wasAgreedEarly() {
        return agreedEarly;
    }

    /** As {@link #isAgreed}, and the caller has confirmed it. */
    boolean mayUpdate() {
        return exchange.isAgreed() && !reliable.isOpen() && heldAnswer.isEmpty();
    }

    /** Whether a provisional answer of ours is without its PRACK, which may come after the ACK. */
    boolean awaitsPrack() {
        return reliable.isOpen();
    }

    boolean isAnswerHeld() {
        return heldAnswer.isPresent();
    }

    void start(long nowNanos) {
        session.peer().learn(invite);
        invite.firstReadable(ExpiresHeader.TYPE)
                .ifPresent(expires -> session.setTimer(
                        InviteSession.Timer.INVITE_EXPIRES, nowNanos, Duration.ofSeconds(expires.seconds())));
    }

    /** Whether a provisional answer goes reliably: always when the caller insists, and for descriptions when it can. */
    boolean isReliable(boolean described) {
        var options = session.options;
        return options.isReliabilityOn()
                && (InviteScreening.requires(invite, InviteOptions.RELIABLE)
                        || (InviteScreening.understands(invite, InviteOptions.RELIABLE)
                                && (described || options.reliability() == ReliabilityPolicy.REQUIRED)));
    }

    void ring(int status, String reason, Optional<String> description, long nowNanos) {
        if (heldAnswer.isPresent()) {
            return;
        }
        provisional = Optional.of(new Provisional(status, reason, description));
        if (isReliable(description.isPresent())) {
            ringReliably(status, reason, description.filter(this::takesDescription), nowNanos);
        } else {
            repeatProvisional(nowNanos);
        }
    }

    /** RFC 3262 §5: the first description answers the INVITE, or is the offer that it lacked; a second one would be neither. */
    private boolean takesDescription(String description) {
        boolean taken = offer.isPresent()
                ? exchange.onAnswer(OfferAnswerExchange.Carrier.RELIABLE_PROVISIONAL)
                : exchange.onOffer(OfferAnswerExchange.Carrier.RELIABLE_PROVISIONAL, true);
        if (taken) {
            session.descriptions().agree(Optional.of(description), offer);
        }
        return taken;
    }

    private void ringReliably(int status, String reason, Optional<String> description, long nowNanos) {
        var response = tagged(status, reason);
        description.ifPresent(text -> response.body(SdpBody.TYPE, text));
        session.setTimer(InviteSession.Timer.PROVISIONAL_REPEAT, nowNanos, RELIABLE_INTERVAL);
        reliable.send(response, description.isPresent(), nowNanos);
    }

    void repeatProvisional(long nowNanos) {
        provisional.ifPresent(last -> {
            if (isReliable(last.description().isPresent())) {
                ringReliably(last.status(), last.reason(), Optional.empty(), nowNanos);
                return;
            }
            var response = tagged(last.status(), last.reason());
            // RFC 3262 §5: an offer goes in a reliable response only, and an answer that was given is not given again.
            last.description()
                    .filter(text -> offer.isPresent() && !exchange.isAgreed())
                    .ifPresent(text -> response.body(SdpBody.TYPE, text));
            session.setTimer(InviteSession.Timer.PROVISIONAL_REPEAT, nowNanos, PROVISIONAL_INTERVAL);
            transaction.respond(response.build(), nowNanos);
        });
    }

    void repeatReliable(long nowNanos) {
        reliable.repeat(nowNanos);
    }

    /** RFC 3262 §3: without a PRACK for 64*T1 the call is refused. */
    void onNoPrack(long nowNanos) {
        decided();
        transaction.respond(tagged(504, "Server Time-out: no PRACK came").build(), nowNanos);
        session.end(new SessionEnding.NoPrack(), nowNanos);
    }

    void onPrack(ServerTransaction prackTransaction, SipRequest prack, long nowNanos) {
        var acknowledged = prack.firstReadable(RAckHeader.TYPE);
        if (acknowledged.isEmpty()) {
            session.respond(prackTransaction, prack, 400, "Bad Request: RAck is expected", nowNanos);
            return;
        }
        if (!reliable.onPrack(acknowledged.get())) {
            session.respond(prackTransaction, prack, 481, "Call/Transaction Does Not Exist", nowNanos);
            return;
        }
        var description = SdpBody.ofReadable(prack);
        if (description.isPresent() && exchange.isAgreed() && session.state() == InviteSession.State.INCOMING) {
            session.changes().onOfferInPrack(IncomingChange.of(prackTransaction, prack), nowNanos);
        } else {
            session.respond(prackTransaction, prack, 200, "OK", nowNanos);
            takeEarlyAnswer(description, nowNanos);
        }
        onAcknowledged(nowNanos);
    }

    private void takeEarlyAnswer(Optional<String> description, long nowNanos) {
        if (!exchange.isOfferedByUs() || session.state() != InviteSession.State.INCOMING) {
            return;
        }
        if (description.isEmpty()) {
            // RFC 3262 §5: the answer must be there, and cannot come any more.
            refuse(488, "Not Acceptable Here: the PRACK had no answer", response -> {}, nowNanos);
            return;
        }
        exchange.onAnswer(OfferAnswerExchange.Carrier.PRACK);
        session.descriptions().agree(Optional.empty(), description);
        session.user.onEarlyAnswer(description.get(), nowNanos);
    }

    /** What waited for the PRACK may go now; a held 2xx before other provisional answers, which it makes needless. */
    private void onAcknowledged(long nowNanos) {
        if (session.state() != InviteSession.State.INCOMING) {
            return;
        }
        reliable.sendWaiting(nowNanos);
        if (!reliable.holdsSuccess()) {
            var due = heldAnswer;
            heldAnswer = Optional.empty();
            due.ifPresent(description -> answer(description, nowNanos));
        }
        session.onWayFree(nowNanos);
    }

    void answer(String description, long nowNanos) {
        if (heldAnswer.isPresent()) {
            return;
        }
        if (reliable.holdsSuccess()) {
            heldAnswer = Optional.of(description);
            return;
        }
        decided();
        agreedEarly = exchange.isAgreed();
        session.onAnsweredByUs();
        var success = tagged(200, "OK");
        session.options.supported().forEach(tag -> success.add(SupportedHeader.TYPE, tag));
        session.timer().answer(invite, success);
        boolean carriesOffer =
                !exchange.isAgreed() && exchange.onOffer(OfferAnswerExchange.Carrier.INVITE_SUCCESS, true);
        if (carriesOffer || exchange.onAnswer(OfferAnswerExchange.Carrier.INVITE_SUCCESS)) {
            success.body(SdpBody.TYPE, description);
            session.descriptions().agree(Optional.of(description), offer);
        }
        session.answeredInvite().send(transaction, success.build(), carriesOffer, nowNanos);
        session.refresh().restart(nowNanos);
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
        reliable.onFinal();
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
