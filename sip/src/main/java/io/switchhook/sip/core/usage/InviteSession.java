package io.switchhook.sip.core.usage;

import io.switchhook.base.timer.Timed;
import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One call as SIP sees it: the INVITE usage of RFC 3261 §13 to §15 at one end, from the first INVITE to the end of the dialog. Session descriptions are opaque here; the
 * session only knows which of them is an offer and which an answer.
 *
 * <p>Commands that do not fit the state are ignored, since the peer may have changed it in the same moment; what became of the session is always told by
 * {@link SessionUser#onEnded}.
 */
public final class InviteSession implements DialogUser, Timed {

    /** States by what the session waits for. */
    public enum State {
        /** Our INVITE is out. */
        CALLING,
        /** We gave up our INVITE and wait for its final answer. */
        CANCELLING,
        /** An INVITE came in and waits for our decision. */
        INCOMING,
        /** We sent 2xx and wait for ACK. */
        ANSWERED,
        CONFIRMED,
        /** Over; other usages of the dialog may live on (RFC 5057). */
        ENDED
    }

    enum Timer {
        ANSWER_REPEAT,
        ANSWER_GIVE_UP,
        CANCEL_GIVE_UP,
        PROVISIONAL_REPEAT,
        INVITE_EXPIRES,
        GLARE_RETRY,
        CHANGE_GIVE_UP
    }

    final UsageHost host;
    final SessionUser user;
    final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private final OfferedChange offered = new OfferedChange(this);
    private final AnsweredInvite answered = new AnsweredInvite(this);
    private Optional<OutgoingInvite> outgoing = Optional.empty();
    private Optional<IncomingInvite> incoming = Optional.empty();
    private Optional<IncomingChange> undecided = Optional.empty();
    private Optional<Dialog> dialog = Optional.empty();
    private State state;
    private boolean byeAfterAck;
    private boolean byePending;
    private int otherUsages;

    private InviteSession(UsageHost host, SessionUser user, State state) {
        this.host = host;
        this.user = user;
        this.state = state;
    }

    /**
     * Calls: sends the INVITE.
     *
     * @param invite complete but for Via, Contact, body and standing headers, with CSeq 1
     * @param offer our offer; without one the peer makes it in its 2xx
     */
    public static InviteSession call(
            UsageHost host, SessionUser user, SipRequest.Builder invite, Optional<String> offer, long nowNanos) {
        var session = new InviteSession(host, user, State.CALLING);
        var sending = new OutgoingInvite(session, offer.isPresent());
        session.outgoing = Optional.of(sending);
        sending.start(invite, offer, nowNanos);
        return session;
    }

    /** Is called: takes an INVITE from outside a dialog. Nothing is sent until a command says so, but for the transaction's own 100. */
    public static InviteSession incoming(
            UsageHost host, SessionUser user, ServerTransaction transaction, long nowNanos) {
        var session = new InviteSession(host, user, State.INCOMING);
        var receiving = new IncomingInvite(session, transaction);
        session.incoming = Optional.of(receiving);
        var dialog = Dialog.ofServer(transaction.request(), transaction.localTag());
        session.useDialog(dialog);
        host.openDialog(dialog.id(), session);
        receiving.start(nowNanos);
        return session;
    }

    public State state() {
        return state;
    }

    /** The dialog: of an incoming call at once, of an outgoing one since the first provisional answer with a tag. */
    public Optional<Dialog> dialog() {
        return dialog;
    }

    /** The peer's offer in the INVITE that opened an incoming session. */
    public Optional<String> initialOffer() {
        return incoming.flatMap(IncomingInvite::offer);
    }

    // --- commands -------------------------------------------------------------------------------------------------

    /** Answers the offer of a 2xx, see {@link SessionUser#onAnsweredWithOffer}. */
    public void acknowledge(String answer, long nowNanos) {
        outgoing.ifPresent(invite -> invite.acknowledge(answer, nowNanos));
    }

    /** Sends a provisional answer, 180 or 183 and so on, with an early answer where media is to flow before the call is answered. */
    public void ring(int status, String reason, Optional<String> earlyAnswer, long nowNanos) {
        if (state == State.INCOMING) {
            incoming.ifPresent(invite -> invite.ring(status, reason, earlyAnswer, nowNanos));
        }
    }

    /** Answers an incoming call with 200 and our answer, or with our offer where the INVITE had none. */
    public void answer(String description, long nowNanos) {
        if (state == State.INCOMING) {
            incoming.ifPresent(invite -> invite.answer(description, nowNanos));
        }
    }

    /** Refuses an incoming call with 300 to 699; {@code more} may add headers. */
    public void refuse(
            int status, String reason, Consumer<io.switchhook.sip.message.SipResponse.Builder> more, long nowNanos) {
        if (state == State.INCOMING) {
            incoming.ifPresent(invite -> invite.refuse(status, reason, more, nowNanos));
        }
    }

    /**
     * Offers a change of the session by re-INVITE. One at a time: while one is under way {@code result} hears of no change at once. 491 is tried again after the time of
     * RFC 3261 §14.1.
     */
    public void modify(String offer, ModificationUser result, long nowNanos) {
        if (state != State.CONFIRMED || offered.isOpen()) {
            result.onNoChange(Optional.empty(), nowNanos);
            return;
        }
        offered.start(offer, result, nowNanos);
    }

    /** Ends the session from our side, as its state demands: CANCEL, 480, or BYE; an answered call not yet acknowledged gets its BYE after the ACK (RFC 3261 §15). */
    public void hangUp(long nowNanos) {
        switch (state) {
            case CALLING -> outgoing.ifPresent(invite -> invite.cancel(nowNanos));
            case INCOMING -> refuse(480, "Temporarily Unavailable", response -> {}, nowNanos);
            case ANSWERED -> byeAfterAck = true;
            case CONFIRMED -> bye(new SessionEnding.HungUp(), nowNanos);
            case CANCELLING, ENDED -> {}
        }
    }

    /**
     * Sends a request of another usage inside the dialog, REFER or NOTIFY for example.
     *
     * @return empty when there is no dialog (yet), and nothing was sent
     */
    public Optional<UsageHost.OutgoingRequest> request(
            SipMethod method, Consumer<SipRequest.Builder> more, ClientUser result, long nowNanos) {
        return dialog.map(d -> {
            var builder = d.request(method);
            more.accept(builder);
            return host.send(builder, d::nextSequence, result, nowNanos);
        });
    }

    /** Another usage shares the dialog: it stays open, after the session's end too, until {@link #releaseDialog}. */
    public void retainDialog() {
        otherUsages++;
    }

    public void releaseDialog() {
        otherUsages--;
        closeDialogIfUnused();
    }

    // --- from the peer --------------------------------------------------------------------------------------------

    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request, long nowNanos) {
        if (dialog.map(d -> d.onRequest(request)).orElse(Dialog.Order.IN_ORDER) == Dialog.Order.STALE) {
            respond(transaction, 500, "Server Internal Error: CSeq is lower than one already seen", nowNanos);
            return;
        }
        var method = request.method();
        if (method.equals(SipMethod.BYE)) {
            onBye(transaction, request, nowNanos);
        } else if (method.equals(SipMethod.INVITE) || method.equals(SipMethod.UPDATE)) {
            onChange(new IncomingChange(transaction, request, SdpBody.of(request)), nowNanos);
        } else {
            if (method.equals(SipMethod.NOTIFY)
                    || method.equals(SipMethod.REFER)
                    || method.equals(SipMethod.SUBSCRIBE)) {
                refreshTarget(request);
            }
            user.onRequest(transaction, request, nowNanos);
        }
    }

    @Override
    public void onAck(SipRequest ack, long nowNanos) {
        answered.onAck(ack, nowNanos);
    }

    @Override
    public void onCancel(ServerTransaction invite, SipRequest cancel, long nowNanos) {
        if (undecided.filter(change -> change.transaction() == invite).isPresent()) {
            undecided.ifPresent(change -> refuseChange(change, 487, "Request Terminated", nowNanos));
        } else if (state == State.INCOMING) {
            incoming.ifPresent(call -> call.onCancel(cancel.firstReadable(ReasonHeader.TYPE), nowNanos));
        }
    }

    private void onBye(ServerTransaction transaction, SipRequest bye, long nowNanos) {
        if (state == State.ENDED && !byePending) {
            respond(transaction, 481, "Call Does Not Exist", nowNanos);
            return;
        }
        respond(transaction, 200, "OK", nowNanos);
        var reason = bye.firstReadable(ReasonHeader.TYPE);
        if (state == State.INCOMING) {
            incoming.ifPresent(call -> call.onCancel(reason, nowNanos));
        } else {
            end(new SessionEnding.HungUpByPeer(reason), nowNanos);
        }
    }

    /** RFC 3261 §14.2, RFC 3311 §5.2: one change at a time; ours and theirs crossing is glare. */
    private void onChange(IncomingChange change, long nowNanos) {
        if (state == State.ENDED) {
            respond(change.transaction(), 481, "Call Does Not Exist", nowNanos);
        } else if (offered.isUnanswered() || answered.awaitsAnswerInAck()) {
            respond(change.transaction(), 491, "Request Pending", nowNanos);
        } else if (undecided.isPresent()
                || (change.isInvite() && state != State.CONFIRMED && state != State.ANSWERED)) {
            var refusal =
                    host.answering(change.request(), 500, "Server Internal Error: another change is being decided");
            refusal.header("Retry-After", Integer.toString(host.randomness().nextInt(11)));
            change.transaction().respond(refusal.build(), nowNanos);
        } else {
            // A re-INVITE shows that our 2xx arrived, even when its ACK is lost or late.
            answered.assumeAcknowledged(nowNanos);
            refreshTarget(change.request());
            if (!change.isInvite() && change.offer().isEmpty()) {
                change.transaction()
                        .respond(host.answering(change.request(), 200, "OK").build(), nowNanos);
                return;
            }
            undecided = Optional.of(change);
            user.onModification(new RemoteModification(this, change), nowNanos);
        }
    }

    void acceptChange(IncomingChange change, String description, long nowNanos) {
        if (undecided.filter(open -> open == change).isEmpty()) {
            return;
        }
        undecided = Optional.empty();
        var success = host.answering(change.request(), 200, "OK")
                .body(SdpBody.TYPE, description)
                .build();
        if (change.isInvite()) {
            answered.send(change.transaction(), success, change.offer().isEmpty(), nowNanos);
        } else {
            change.transaction().respond(success, nowNanos);
        }
        host.rearm();
    }

    void refuseChange(IncomingChange change, int status, String reason, long nowNanos) {
        if (undecided.filter(open -> open == change).isPresent()) {
            undecided = Optional.empty();
            respond(change.transaction(), status, reason, nowNanos);
        }
    }

    // --- time -----------------------------------------------------------------------------------------------------

    @Override
    public long nextDeadlineNanos() {
        return timers.nextDeadlineNanos();
    }

    @Override
    public void onTime(long nowNanos) {
        for (var due = timers.pollDue(nowNanos); due.isPresent(); due = timers.pollDue(nowNanos)) {
            switch (due.get()) {
                case ANSWER_REPEAT -> answered.repeat(nowNanos);
                case ANSWER_GIVE_UP -> answered.giveUp(nowNanos);
                case CANCEL_GIVE_UP -> end(new SessionEnding.Cancelled(), nowNanos);
                case PROVISIONAL_REPEAT -> incoming.ifPresent(invite -> invite.repeatProvisional(nowNanos));
                case INVITE_EXPIRES -> incoming.ifPresent(invite -> invite.onExpired(nowNanos));
                case GLARE_RETRY -> offered.retry(nowNanos);
                case CHANGE_GIVE_UP -> offered.giveUp(nowNanos);
            }
        }
    }

    // --- what the parts of the session share ----------------------------------------------------------------------

    void become(State next) {
        state = next;
        host.rearm();
    }

    void useDialog(Dialog chosen) {
        dialog = Optional.of(chosen);
    }

    void setTimer(Timer timer, long nowNanos, Duration delay) {
        timers.set(timer, nowNanos, delay);
        host.rearm();
    }

    void respond(ServerTransaction transaction, int status, String reason, long nowNanos) {
        transaction.respond(
                host.answering(transaction.request(), status, reason).build(), nowNanos);
    }

    void refreshTarget(io.switchhook.sip.message.SipMessage message) {
        dialog.ifPresent(d -> d.refreshTarget(message, host.contact().address().uri()));
    }

    AnsweredInvite answeredInvite() {
        return answered;
    }

    void confirmedByAck(Optional<String> answer, long nowNanos) {
        if (state == State.ANSWERED) {
            become(State.CONFIRMED);
            dialog.ifPresent(Dialog::confirm);
        }
        user.onAcknowledged(answer, nowNanos);
        if (byeAfterAck && state == State.CONFIRMED) {
            bye(new SessionEnding.HungUp(), nowNanos);
        }
    }

    /** Sends BYE and ends; the dialog stays until the BYE is answered, so that a crossing BYE is answered too. */
    void bye(SessionEnding ending, long nowNanos) {
        if (state == State.ENDED) {
            return;
        }
        byePending = true;
        request(
                SipMethod.BYE,
                builder -> {},
                new ByeEnd(() -> {
                    byePending = false;
                    closeDialogIfUnused();
                }),
                nowNanos);
        end(ending, nowNanos);
    }

    void end(SessionEnding ending, long nowNanos) {
        if (state == State.ENDED) {
            return;
        }
        become(State.ENDED);
        timers.cancelAll();
        answered.forget();
        undecided.ifPresent(change -> respond(change.transaction(), 487, "Request Terminated", nowNanos));
        undecided = Optional.empty();
        offered.onSessionEnd(nowNanos);
        closeDialogIfUnused();
        host.rearm();
        user.onEnded(ending, nowNanos);
    }

    private void closeDialogIfUnused() {
        if (state == State.ENDED && !byePending && otherUsages == 0) {
            dialog.ifPresent(d -> host.closeDialog(d.id()));
        }
    }
}
