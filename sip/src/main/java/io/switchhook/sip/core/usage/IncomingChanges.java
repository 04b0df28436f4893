package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.RetryAfterHeader;
import java.util.Optional;
import java.util.function.Consumer;

/** What the peer wants to change in a session: one thing at a time, and none while an offer of ours is out (RFC 3261 §14.2, RFC 3311 §5.2). */
final class IncomingChanges {
    /** RFC 3261 §14.2: between 0 and 10 seconds. */
    private static final int RETRY_AFTER_BOUND = 11;

    private final InviteSession session;
    private Optional<IncomingChange> undecided = Optional.empty();

    IncomingChanges(InviteSession session) {
        this.session = session;
    }

    boolean isUndecided() {
        return undecided.isPresent();
    }

    void onRequest(ServerTransaction transaction, SipRequest request, long nowNanos) {
        var change = IncomingChange.of(transaction, request);
        if (session.state() == InviteSession.State.ENDED) {
            respond(change, 481, "Call Does Not Exist", nowNanos);
        } else if (session.timer().isOn() && SessionTimer.isTooSmall(request)) {
            transaction.respond(InviteScreening.tooSmall(request, session.host).build(), nowNanos);
        } else if (change.isMereRefresh()) {
            onRefresh(change, nowNanos);
        } else if (isOursOpen(change)) {
            respond(change, 491, "Request Pending", nowNanos);
        } else if (isTheirsOpen(change)) {
            askToWait(change, nowNanos);
        } else {
            take(change, nowNanos);
        }
    }

    /** RFC 3262 §5: a PRACK may carry the next offer, once the first has been answered. It is acknowledged in any case. */
    void onOfferInPrack(IncomingChange change, long nowNanos) {
        if (session.offeredChange().isUnanswered() || undecided.isPresent()) {
            respond(change, 200, "OK", nowNanos);
        } else {
            take(change, nowNanos);
        }
    }

    /** An INVITE of ours that is not acknowledged yet is in progress, and stands in the way of theirs. */
    private boolean isOursOpen(IncomingChange change) {
        return (change.isInvite() && session.owesAnswer())
                || (session.state() == InviteSession.State.CALLING && !mayUpdateEarly(change))
                || session.state() == InviteSession.State.CANCELLING
                || (change.isInvite()
                        ? session.offeredChange().isUnderWay()
                        : session.offeredChange().isUnanswered())
                || session.answeredInvite().awaitsAnswerInAck();
    }

    private boolean isTheirsOpen(IncomingChange change) {
        return (session.state() == InviteSession.State.INCOMING && !mayUpdateEarly(change))
                || session.owesAnswer()
                || undecided.isPresent();
    }

    /** RFC 3311 §5.1: before the call is answered an offer may come by UPDATE, when the first one has been answered reliably. */
    private boolean mayUpdateEarly(IncomingChange change) {
        return !change.isInvite() && session.rules().isAgreedEarly(DialogId.ofReceived(change.request()));
    }

    private void onRefresh(IncomingChange update, long nowNanos) {
        if (undecided.filter(open -> !open.isInvite()).isPresent()) {
            askToWait(update, nowNanos);
            return;
        }
        session.refreshTarget(update.request());
        session.identity().onAccepted(update.request(), nowNanos);
        session.user.onTargetRefresh(update.request(), nowNanos);
        var success = session.host.answering(update.request(), 200, "OK");
        session.timer().answer(update.request(), success);
        update.transaction().respond(success.build(), nowNanos);
        restartTimer(nowNanos);
    }

    /** The session timer begins when the call is answered. */
    private void restartTimer(long nowNanos) {
        if (session.state() == InviteSession.State.CONFIRMED || session.state() == InviteSession.State.ANSWERED) {
            session.refresh().restart(nowNanos);
        }
    }

    private void askToWait(IncomingChange change, long nowNanos) {
        var refusal = session.host.answering(change.request(), 500, "Server Internal Error: another change is open");
        int seconds = session.host.randomness().nextInt(RETRY_AFTER_BOUND);
        refusal.set(RetryAfterHeader.TYPE, RetryAfterHeader.of(seconds));
        change.transaction().respond(refusal.build(), nowNanos);
    }

    private void take(IncomingChange change, long nowNanos) {
        session.offeredChange().settleEarly(nowNanos);
        undecided = Optional.of(change);
        if (!mayCrossAnswer(change)) {
            // The peer can only ask for it because our 2xx arrived, even when its ACK is lost or late (RFC 5407
            // §3.1.4).
            session.answeredInvite().assumeAcknowledged(nowNanos);
        }
        if (isOpen(change)) {
            session.peer().learn(change.request());
            session.user.onModification(new RemoteModification(session, change), nowNanos);
        }
    }

    /** RFC 3311 §5.1: an UPDATE may have left before our 2xx came, which has to be repeated then if it was lost. */
    private boolean mayCrossAnswer(IncomingChange change) {
        return !change.isInvite()
                && session.incoming().filter(IncomingInvite::wasAgreedEarly).isPresent();
    }

    void accept(IncomingChange change, String description, long nowNanos) {
        if (!isOpen(change)) {
            return;
        }
        undecided = Optional.empty();
        // RFC 6141 §4.6: with the 2xx, and not when the change is refused.
        session.refreshTarget(change.request());
        if (!change.isPrack()) {
            session.identity().onAccepted(change.request(), nowNanos);
            session.user.onTargetRefresh(change.request(), nowNanos);
        }
        var success = session.host.answering(change.request(), 200, "OK").body(SdpBody.TYPE, description);
        if (!change.isPrack()) {
            session.timer().answer(change.request(), success);
        }
        if (change.offer().isPresent()) {
            session.descriptions().agree(Optional.of(description), change.offer());
        }
        session.outgoing().ifPresent(OutgoingInvite::onChanged);
        if (change.isInvite()) {
            session.answeredInvite()
                    .send(change.transaction(), success.build(), change.offer().isEmpty(), nowNanos);
        } else {
            change.transaction().respond(success.build(), nowNanos);
        }
        restartTimer(nowNanos);
        session.onWayFree(nowNanos);
    }

    void refuse(IncomingChange change, int status, String reason, long nowNanos) {
        refuse(change, status, reason, response -> {}, nowNanos);
    }

    void refuse(IncomingChange change, int status, String reason, Consumer<SipResponse.Builder> more, long nowNanos) {
        if (isOpen(change)) {
            undecided = Optional.empty();
            var refusal = session.host.answering(change.request(), status, reason);
            more.accept(refusal);
            change.transaction().respond(refusal.build(), nowNanos);
            session.onWayFree(nowNanos);
        }
    }

    /** @return whether the CANCEL was meant for an undecided re-INVITE */
    boolean onCancel(ServerTransaction invite, long nowNanos) {
        var meant = undecided.filter(change -> change.transaction() == invite);
        meant.ifPresent(change -> refuse(change, 487, "Request Terminated", nowNanos));
        return meant.isPresent();
    }

    /** RFC 3261 §15.1.2: what is still open when the session ends is answered 487. */
    void onSessionEnd(long nowNanos) {
        var open = undecided;
        undecided = Optional.empty();
        open.ifPresent(change -> respond(change, 487, "Request Terminated", nowNanos));
    }

    boolean isOpen(IncomingChange change) {
        return undecided.filter(open -> open == change).isPresent();
    }

    private void respond(IncomingChange change, int status, String reason, long nowNanos) {
        session.respond(change.transaction(), change.request(), status, reason, nowNanos);
    }
}
