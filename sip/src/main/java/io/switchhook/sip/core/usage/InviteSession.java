package io.switchhook.sip.core.usage;

import io.switchhook.base.timer.Timed;
import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

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
    private final IncomingChanges changes = new IncomingChanges(this);
    private final SentRefers sentRefers = new SentRefers();
    private Optional<OutgoingInvite> outgoing = Optional.empty();
    private Optional<IncomingInvite> incoming = Optional.empty();
    private Optional<Dialog> dialog = Optional.empty();
    private State state;
    private boolean byeAfterAck;
    private boolean byePending;
    private int otherUsages;
    private int receivedRefers;
    private long heardFromPeer;

    private InviteSession(UsageHost host, SessionUser user, State state) {
        this.host = host;
        this.user = user;
        this.state = state;
    }

    /**
     * Calls: sends the INVITE. When it cannot be sent at all the user hears of the end before this returns.
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

    /**
     * Answers the offer of a 2xx, see {@link SessionUser#onAnsweredWithOffer}. An offer of no use is answered with all its lines refused, then {@link #hangUp} (RFC 3261
     * §13.2.2.4); one that cannot even be read by {@link #hangUp} alone, which acknowledges without a body.
     */
    public void acknowledge(String answer, long nowNanos) {
        outgoing.ifPresent(invite -> invite.acknowledge(Optional.of(answer), nowNanos));
    }

    /**
     * Sends a provisional answer, 180 or 183 and so on, with an early answer where media is to flow before the call is answered. It is repeated every minute.
     *
     * @param status 101 to 199
     */
    public void ring(int status, String reason, Optional<String> earlyAnswer, long nowNanos) {
        if (status <= 100 || status > 199) {
            throw new IllegalArgumentException("a provisional answer has a status of 101 to 199, but not " + status);
        }
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

    /**
     * Refuses an incoming call; {@code more} may add headers.
     *
     * @param status 300 to 699
     */
    public void refuse(int status, String reason, Consumer<SipResponse.Builder> more, long nowNanos) {
        requireRefusal(status);
        if (state == State.INCOMING) {
            incoming.ifPresent(invite -> invite.refuse(status, reason, more, nowNanos));
        }
    }

    /** {@link #modify(Supplier, ModificationUser, long)} with an offer that does not depend on when it is sent. */
    public void modify(String offer, ModificationUser result, long nowNanos) {
        modify(() -> offer, result, nowNanos);
    }

    /**
     * Offers a change of the session by re-INVITE. One at a time: while one of ours is under way, or one of the peer's is undecided, {@code result} hears of no change at
     * once. It waits for an ACK that is still due (RFC 3261 §14.1); 491 is tried again after the time given there.
     *
     * @param offer asked at each sending, since what is agreed may have changed while it waited
     */
    public void modify(Supplier<String> offer, ModificationUser result, long nowNanos) {
        if (state != State.CONFIRMED || isChanging() || owesAnswer()) {
            result.onNoChange(Optional.empty(), nowNanos);
        } else {
            offered.start(offer, result, nowNanos);
        }
    }

    /** Whether a change, ours or the peer's, is under way, so that {@link #modify} would come to nothing. */
    public boolean isChanging() {
        return offered.isOpen() || changes.isUndecided();
    }

    /** Ends the session from our side, as its state demands: CANCEL, 480, or BYE; an answered call not yet acknowledged gets its BYE after the ACK (RFC 3261 §15). */
    public void hangUp(long nowNanos) {
        switch (state) {
            case CALLING -> {
                become(State.CANCELLING);
                outgoing.ifPresent(invite -> invite.cancel(nowNanos));
            }
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
        return send(method, more, new Heard(result), nowNanos);
    }

    /** Notes that the peer is there. */
    private final class Heard implements ClientUser {
        private final ClientUser user;

        Heard(ClientUser user) {
            this.user = user;
        }

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            heardFromPeer++;
            user.onResponse(response, nowNanos);
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            user.onFailure(failure, nowNanos);
        }
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
        heardFromPeer++;
        var inside = dialogOf(request);
        if (inside.filter(d -> d.onRequest(request) == Dialog.Order.STALE).isPresent()) {
            respond(transaction, request, 500, "Server Internal Error: CSeq is lower than one already seen", nowNanos);
            return;
        }
        var method = request.method();
        if (method.equals(SipMethod.BYE)) {
            onBye(transaction, request, nowNanos);
        } else if (method.equals(SipMethod.INVITE) || method.equals(SipMethod.UPDATE)) {
            changes.onRequest(transaction, request, nowNanos);
        } else {
            onOtherRequest(transaction, request, nowNanos);
        }
    }

    private void onOtherRequest(ServerTransaction transaction, SipRequest request, long nowNanos) {
        var method = request.method();
        if (method.equals(SipMethod.NOTIFY) || method.equals(SipMethod.REFER) || method.equals(SipMethod.SUBSCRIBE)) {
            refreshTarget(request);
        }
        if (method.equals(SipMethod.REFER)) {
            receivedRefers++;
        }
        if (!method.equals(SipMethod.NOTIFY) || !sentRefers.take(transaction, request, nowNanos)) {
            user.onRequest(transaction, request, nowNanos);
        }
    }

    @Override
    public void onAck(SipRequest ack, long nowNanos) {
        answered.onAck(ack, nowNanos);
    }

    @Override
    public void onCancel(ServerTransaction invite, SipRequest cancel, long nowNanos) {
        if (!changes.onCancel(invite, nowNanos) && state == State.INCOMING) {
            incoming.ifPresent(call -> call.onCancel(cancel.firstReadable(ReasonHeader.TYPE), nowNanos));
        }
    }

    private void onBye(ServerTransaction transaction, SipRequest bye, long nowNanos) {
        if (state == State.ENDED && !byePending) {
            respond(transaction, bye, 481, "Call Does Not Exist", nowNanos);
            return;
        }
        respond(transaction, bye, 200, "OK", nowNanos);
        var reason = bye.firstReadable(ReasonHeader.TYPE);
        switch (state) {
            case INCOMING -> incoming.ifPresent(call -> call.onCancel(reason, nowNanos));
            case CALLING -> outgoing.ifPresent(invite -> onEarlyBye(invite, bye, reason, nowNanos));
            case CANCELLING -> end(new SessionEnding.Cancelled(), nowNanos);
            case ANSWERED, CONFIRMED -> end(new SessionEnding.HungUpByPeer(reason), nowNanos);
            case ENDED -> {}
        }
    }

    private void onEarlyBye(OutgoingInvite invite, SipRequest bye, Optional<ReasonHeader> reason, long nowNanos) {
        if (invite.onEarlyBye(DialogId.ofReceived(bye))) {
            end(new SessionEnding.HungUpByPeer(reason), nowNanos);
            invite.giveUp(nowNanos);
        }
    }

    void acceptChange(IncomingChange change, String description, long nowNanos) {
        changes.accept(change, description, nowNanos);
    }

    void refuseChange(IncomingChange change, int status, String reason, long nowNanos) {
        changes.refuse(change, status, reason, nowNanos);
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
                case ANSWER_GIVE_UP ->
                    bye(byeAfterAck ? new SessionEnding.HungUp() : new SessionEnding.NoAck(), nowNanos);
                case CANCEL_GIVE_UP -> end(new SessionEnding.Cancelled(), nowNanos);
                case PROVISIONAL_REPEAT -> incoming.ifPresent(invite -> invite.repeatProvisional(nowNanos));
                case INVITE_EXPIRES -> incoming.ifPresent(invite -> invite.onExpired(nowNanos));
                case GLARE_RETRY -> offered.onGlareOver(nowNanos);
                case CHANGE_GIVE_UP -> offered.onPatienceOver(nowNanos);
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

    void cancelTimer(Timer timer) {
        timers.cancel(timer);
        host.rearm();
    }

    Optional<UsageHost.OutgoingRequest> send(
            SipMethod method, Consumer<SipRequest.Builder> more, ClientUser result, long nowNanos) {
        return dialog.map(d -> {
            var builder = d.request(method);
            more.accept(builder);
            return host.send(builder, d::nextSequence, result, nowNanos);
        });
    }

    void respond(ServerTransaction transaction, SipRequest request, int status, String reason, long nowNanos) {
        transaction.respond(host.answering(request, status, reason).build(), nowNanos);
    }

    /** The dialog of a request: the session's own, or one of several early ones of a fork. */
    private Optional<Dialog> dialogOf(SipRequest request) {
        var id = DialogId.ofReceived(request);
        return dialog.filter(d -> d.id().equals(id)).or(() -> outgoing.flatMap(invite -> invite.earlyDialog(id)));
    }

    void refreshTarget(SipRequest request) {
        dialogOf(request).ifPresent(d -> refreshTarget(d, request));
    }

    void refreshTarget(Dialog refreshed, SipMessage message) {
        refreshed.refreshTarget(message, host.contact().address().uri());
    }

    AnsweredInvite answeredInvite() {
        return answered;
    }

    OfferedChange offeredChange() {
        return offered;
    }

    SentRefers sentRefers() {
        return sentRefers;
    }

    /** How many REFERs the peer has sent in this dialog so far. */
    int receivedRefers() {
        return receivedRefers;
    }

    /** Grows with every sign of life of the peer but the answers to a re-INVITE. */
    long heardFromPeer() {
        return heardFromPeer;
    }

    /** Whether no INVITE of the peer stands in the way of one of ours (RFC 3261 §14.1). */
    boolean mayOffer() {
        return state == State.CONFIRMED && !changes.isUndecided() && !answered.isPending();
    }

    void onWayFree(long nowNanos) {
        offered.onWayFree(nowNanos);
        host.rearm();
    }

    /** Whether the user hung up before the ACK of our 2xx, so that a BYE follows it. */
    boolean isLeaving() {
        return byeAfterAck;
    }

    /** Whether the peer's 2xx made an offer that we have not answered. */
    boolean owesAnswer() {
        return outgoing.filter(OutgoingInvite::owesAnswer).isPresent();
    }

    /** Our 2xx is about to leave: for us the dialog is confirmed (RFC 3261 §12.1.1). */
    void onAnsweredByUs() {
        dialog.ifPresent(Dialog::confirm);
        become(State.ANSWERED);
    }

    void onAcknowledged(Optional<String> answer, long nowNanos) {
        if (state == State.ANSWERED) {
            become(State.CONFIRMED);
        }
        user.onAcknowledged(answer, nowNanos);
        if (byeAfterAck) {
            bye(new SessionEnding.HungUp(), nowNanos);
        }
        onWayFree(nowNanos);
    }

    static int requireRefusal(int status) {
        if (status < 300 || status > 699) {
            throw new IllegalArgumentException("a refusal has a status of 300 to 699, but not " + status);
        }
        return status;
    }

    /** Sends BYE and ends; the dialog stays until the BYE is answered, so that a crossing BYE is answered too. */
    void bye(SessionEnding ending, long nowNanos) {
        if (state == State.ENDED) {
            return;
        }
        outgoing.ifPresent(invite -> invite.acknowledge(Optional.empty(), nowNanos));
        byePending = true;
        send(
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
        outgoing.ifPresent(invite -> invite.onSessionEnd(nowNanos));
        changes.onSessionEnd(nowNanos);
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
