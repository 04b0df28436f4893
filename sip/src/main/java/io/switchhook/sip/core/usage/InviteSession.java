package io.switchhook.sip.core.usage;

import io.switchhook.base.timer.Timed;
import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.dialog.DialogId;
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
        RELIABLE_REPEAT,
        RELIABLE_GIVE_UP,
        INVITE_EXPIRES,
        GLARE_RETRY,
        CHANGE_GIVE_UP,
        SESSION_REFRESH,
        SESSION_END
    }

    final UsageHost host;
    final SessionUser user;
    final InviteOptions options;
    final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private final DialogLife life;
    private final OfferedChange offered = new OfferedChange(this);
    private final AnsweredInvite answered = new AnsweredInvite(this);
    private final IncomingChanges changes = new IncomingChanges(this);
    private final SessionRefresh refresh = new SessionRefresh(this);
    private final StandingDescriptions descriptions = new StandingDescriptions();
    private final SentRefers sentRefers = new SentRefers();
    private final PeerRequests peer = new PeerRequests(this);
    private final OfferRules rules = new OfferRules(this);
    private final ConnectedIdentity identity = new ConnectedIdentity(this);
    private final SessionTimer timer;
    private Optional<OutgoingInvite> outgoing = Optional.empty();
    private Optional<IncomingInvite> incoming = Optional.empty();
    private Optional<ReasonHeader> farewell = Optional.empty();
    private State state;
    private boolean byeAfterAck;

    private InviteSession(UsageHost host, SessionUser user, InviteOptions options, State state) {
        this.host = host;
        this.user = user;
        this.options = options;
        this.state = state;
        this.life = new DialogLife(host);
        this.timer = new SessionTimer(options.sessionInterval());
    }

    /**
     * Calls: sends the INVITE. When it cannot be sent at all the user hears of the end before this returns.
     *
     * @param invite complete but for Via, Contact, body, standing headers and those of the options
     * @param offer our offer; without one the peer makes it
     */
    public static InviteSession call(
            UsageHost host,
            SessionUser user,
            SipRequest.Builder invite,
            Optional<String> offer,
            InviteOptions options,
            long nowNanos) {
        var session = new InviteSession(host, user, options, State.CALLING);
        var sending = new OutgoingInvite(session, offer.isPresent());
        session.outgoing = Optional.of(sending);
        sending.start(invite, offer, nowNanos);
        return session;
    }

    /**
     * Is called: takes an INVITE from outside a dialog that {@link InviteScreening} has let pass. Nothing is sent until a command says so, but for the transaction's own
     * 100.
     */
    public static InviteSession incoming(
            UsageHost host, SessionUser user, ServerTransaction transaction, InviteOptions options, long nowNanos) {
        var session = new InviteSession(host, user, options, State.INCOMING);
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
        return life.dialog();
    }

    /** Who is at either end now. */
    public ConnectedIdentity identity() {
        return identity;
    }

    /** Whether that dialog, perhaps one of several early ones, belongs to this session; also after its end. */
    public boolean has(DialogId id) {
        return life.is(id) || outgoing.flatMap(invite -> invite.earlyDialog(id)).isPresent();
    }

    /** The description in an INVITE; empty when it has none, or none that can be found. */
    public static Optional<String> offerIn(SipRequest invite) {
        return SdpBody.ofReadable(invite);
    }

    /** The peer's offer in the INVITE that opened an incoming session; gone once our answer was acknowledged. */
    public Optional<String> initialOffer() {
        return incoming.flatMap(IncomingInvite::offer);
    }

    // --- commands -------------------------------------------------------------------------------------------------

    /**
     * Answers the offer of a 2xx or of a reliable provisional response, see {@link SessionUser#onAnsweredWithOffer} and {@link SessionUser#onEarlyOffer}. An offer of no
     * use is answered with all its lines refused, then {@link #hangUp} (RFC 3261
     * §13.2.2.4); one that cannot even be read by {@link #hangUp} alone, which acknowledges without a body.
     */
    public void acknowledge(String answer, long nowNanos) {
        outgoing.ifPresent(invite -> invite.acknowledge(answer, nowNanos));
    }

    /**
     * Sends a provisional answer, 180 or 183 and so on, with a description where media is to flow before the call is answered: our answer, or our offer where the INVITE
     * had none, which only a caller with reliable responses gets. It is repeated, reliably or from time to time.
     *
     * @param status 101 to 199
     */
    public void ring(int status, String reason, Optional<String> description, long nowNanos) {
        if (status <= 100 || status > 199) {
            throw new IllegalArgumentException("a provisional answer has a status of 101 to 199, but not " + status);
        }
        if (state == State.INCOMING) {
            incoming.ifPresent(invite -> invite.ring(status, reason, description, nowNanos));
        }
    }

    /** Whether a provisional response with a description would go reliably, so that what it says is final (RFC 3262). */
    public boolean isEarlyMediaReliable() {
        return incoming.filter(invite -> invite.isReliable(true)).isPresent();
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
        offer(rules.stands() ? SipMethod.INVITE : SipMethod.UPDATE, offer, result, nowNanos);
    }

    /**
     * As {@link #modify(Supplier, ModificationUser, long)}, by UPDATE where the peer allows it (RFC 3311), which needs nobody's consent; else by re-INVITE. Before the
     * call is answered there is UPDATE alone, after the first descriptions were exchanged reliably.
     */
    public void update(Supplier<String> offer, ModificationUser result, long nowNanos) {
        offer(rules.stands() && !peer.allowsUpdate() ? SipMethod.INVITE : SipMethod.UPDATE, offer, result, nowNanos);
    }

    private void offer(SipMethod by, Supplier<String> offer, ModificationUser result, long nowNanos) {
        if (!(rules.stands() || rules.mayUpdateEarly()) || isChanging() || owesAnswer()) {
            result.onNoChange(Optional.empty(), nowNanos);
        } else {
            offered.start(new OfferedChange.Change(by, () -> Optional.of(offer.get()), result, false), nowNanos);
        }
    }

    /**
     * Asks whether the peer still has the call, by a refresh that changes nothing: when it does not, or does not answer, the session ends (RFC 3261 §12.2.1.2). For who has
     * reasons to doubt it; only of a confirmed session, and not while a change is under way.
     */
    public void verify(long nowNanos) {
        if (state == State.CONFIRMED && !changes.isUndecided()) {
            refresh.ask(nowNanos);
        }
    }

    /** Whether a change, ours or the peer's, is under way, so that {@link #modify} would come to nothing. */
    public boolean isChanging() {
        return offered.isTaken() || changes.isUndecided();
    }

    /** {@link #hangUp(Optional, long)} without a reason. */
    public void hangUp(long nowNanos) {
        hangUp(Optional.empty(), nowNanos);
    }

    /**
     * Ends the session from our side, as its state demands: CANCEL, 480, or BYE; an answered call not yet acknowledged gets its BYE after the ACK (RFC 3261 §15).
     *
     * @param reason for the peer, in CANCEL or BYE (RFC 3326)
     */
    public void hangUp(Optional<ReasonHeader> reason, long nowNanos) {
        farewell = reason.or(() -> farewell);
        switch (state) {
            case CALLING -> {
                become(State.CANCELLING);
                outgoing.ifPresent(invite -> invite.cancel(reason, nowNanos));
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
        return send(method, more, new InDialogAnswer(this, method, result), nowNanos);
    }

    /** Another usage shares the dialog: it stays open, after the session's end too, until {@link #releaseDialog}. */
    public void retainDialog() {
        life.retain();
    }

    public void releaseDialog() {
        life.release();
    }

    // --- from the peer --------------------------------------------------------------------------------------------

    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request, long nowNanos) {
        peer.onRequest(transaction, request, nowNanos);
    }

    @Override
    public void onAck(SipRequest ack, long nowNanos) {
        answered.onAck(ack, nowNanos);
    }

    @Override
    public void onCancel(ServerTransaction invite, SipRequest cancel, long nowNanos) {
        peer.onCancel(invite, cancel, nowNanos);
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
                case RELIABLE_REPEAT -> incoming.ifPresent(invite -> invite.repeatReliable(nowNanos));
                case RELIABLE_GIVE_UP -> incoming.ifPresent(invite -> invite.onNoPrack(nowNanos));
                case INVITE_EXPIRES -> incoming.ifPresent(invite -> invite.onExpired(nowNanos));
                case GLARE_RETRY -> offered.onGlareOver(nowNanos);
                case CHANGE_GIVE_UP -> offered.onPatienceOver(nowNanos);
                case SESSION_REFRESH -> refresh.onDue(nowNanos);
                case SESSION_END -> bye(new SessionEnding.Expired(), nowNanos);
            }
        }
    }

    // --- what the parts of the session share ----------------------------------------------------------------------

    void become(State next) {
        state = next;
        host.rearm();
    }

    void useDialog(Dialog chosen) {
        life.use(chosen);
    }

    void forgetDialog() {
        life.forget();
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
        return dialog().map(d -> {
            var builder = d.request(method);
            more.accept(builder);
            return host.send(builder, d::nextSequence, result, nowNanos);
        });
    }

    void respond(ServerTransaction transaction, SipRequest request, int status, String reason, long nowNanos) {
        transaction.respond(host.answering(request, status, reason).build(), nowNanos);
    }

    void refreshTarget(SipRequest request) {
        peer.dialogOf(request).ifPresent(d -> refreshTarget(d, request));
    }

    void refreshTarget(Dialog refreshed, SipMessage message) {
        refreshed.refreshTarget(message, host.contact().address().uri());
    }

    PeerRequests peer() {
        return peer;
    }

    OfferRules rules() {
        return rules;
    }

    DialogLife life() {
        return life;
    }

    IncomingChanges changes() {
        return changes;
    }

    Optional<OutgoingInvite> outgoing() {
        return outgoing;
    }

    Optional<IncomingInvite> incoming() {
        return incoming;
    }

    SessionTimer timer() {
        return timer;
    }

    SessionRefresh refresh() {
        return refresh;
    }

    StandingDescriptions descriptions() {
        return descriptions;
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
        dialog().ifPresent(Dialog::confirm);
        become(State.ANSWERED);
    }

    void onAcknowledged(Optional<String> answer, long nowNanos) {
        if (state == State.ANSWERED) {
            become(State.CONFIRMED);
            // Calls last long: only a PRACK that is still to come would need the INVITE.
            incoming = incoming.filter(IncomingInvite::awaitsPrack);
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
        outgoing.ifPresent(invite -> invite.acknowledgeSuccess(Optional.empty(), nowNanos));
        life.onFarewell();
        life.onFarewellSent(send(
                SipMethod.BYE,
                builder -> farewell.ifPresent(reason -> builder.set(ReasonHeader.TYPE, reason)),
                new ByeEnd(life::onFarewellAnswered),
                nowNanos));
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
        life.onSessionOver();
        host.rearm();
        user.onEnded(ending, nowNanos);
    }
}
