package io.switchhook.phone.internal.call;

import io.switchhook.base.text.Printable;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.HoldOutcome;
import io.switchhook.phone.call.RemoteParty;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.phone.internal.dial.DialTarget;
import io.switchhook.phone.internal.media.CallIce;
import io.switchhook.phone.internal.media.CallMedia;
import io.switchhook.phone.internal.words.EndingWords;
import io.switchhook.sdp.Direction;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.CallerPrivacy;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.core.usage.RemoteModification;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.sip.core.usage.SessionUser;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.WarningHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.media.DigitsOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What outgoing and incoming calls have in common, on the signalling loop: state, media, hold, both roles of a
 * transfer, and the end.
 */
public abstract class CallEngine implements SessionUser {
    /** RFC 3326 §2: what a request would have been refused with. */
    private static final ReasonHeader NOTHING_AGREED =
            new ReasonHeader("SIP", OptionalInt.of(488), Optional.of("Not Acceptable Here"));

    final CallLine line;
    final CallFace face;
    private final String id;
    final CallHost host;
    private final InfoSending info = new InfoSending(this);
    final OwnSessionId sessionId;
    private final DialogGuests guests = new DialogGuests(this);
    private final PressedKeys keys = new PressedKeys();
    private Optional<InviteSession> session = Optional.empty();
    private Optional<CallMedia> media = Optional.empty();
    private Optional<HoldControl> hold = Optional.empty();
    private Optional<TransferorRole> transferor = Optional.empty();
    private CallState state = CallState.CREATED;
    private Optional<Instant> answeredAt = Optional.empty();
    /** Whether the ACK that comes next has to answer an offer that a re-INVITE has asked us for. */
    private boolean answerDue;
    /** Why we have left a call that had just been answered. */
    private Optional<String> unusable = Optional.empty();

    /** @param id the Call-ID of its dialog */
    public CallEngine(CallLine line, CallFace face, CallHost host, String id) {
        this.line = line;
        this.face = face;
        this.id = id;
        this.host = host;
        this.sessionId = new OwnSessionId(face, host);
        host.infoPackages().take(() -> Optional.of(line.phone().info().packages()));
    }

    public String id() {
        return id;
    }

    public CallFace face() {
        return face;
    }

    public CallHost host() {
        return host;
    }

    public InfoSending info() {
        return info;
    }

    public CallState state() {
        return state;
    }

    /** When it was answered, by the time of day; empty before. */
    public Optional<Instant> answeredAt() {
        return answeredAt;
    }

    /** How this call is to behave. */
    CallSettings settings() {
        return line.calls();
    }

    /** What else goes on in its dialog. */
    public DialogGuests guests() {
        return guests;
    }

    /** Whether the other side is not to know who we are. */
    public boolean isAnonymous() {
        return false;
    }

    public Optional<InviteSession> session() {
        return session;
    }

    public Optional<CallMedia> media() {
        return media;
    }

    public Optional<HoldControl> hold() {
        return hold;
    }

    /** @param components 1 where the other side has said that RTCP can share the port of RTP, else 2 */
    void useMedia(CallMedia opened, int components) {
        media = Optional.of(opened);
        settings()
                .ice()
                .ifPresent(how ->
                        opened.useIce(new CallIce(opened.audio(), host, how, components, face, this::beginIceAnew)));
        face.onAudio(opened.audio());
        new KeyWatch(this, opened).begin();
        var loop = line.loop();
        opened.audio()
                .listenForDigits(
                        digit -> loop.post(() -> onKey(PressedKeys.Way.TELEPHONE_EVENT, digit, loop.nowNanos())));
        makeHold();
    }

    private void beginIceAnew() {
        hold.filter(h -> isUp()).ifPresent(h -> h.beginIceAnew(line.loop().nowNanos()));
        host.rearm();
    }

    /** The other side has pressed a key. */
    void onKey(PressedKeys.Way way, char key, long nowNanos) {
        if (keys.isNew(way, key, nowNanos)) {
            face.onDigit(key);
        }
    }

    void useSession(InviteSession opened) {
        session = Optional.of(opened);
        host.add(opened);
        makeHold();
    }

    private void makeHold() {
        session.ifPresent(s -> media.ifPresent(
                m -> hold = Optional.of(new HoldControl(s, m, face, settings().holdByUpdate(), this::showTalkState))));
    }

    // --- commands, on the loop ------------------------------------------------------------------------------------

    public void hold(boolean wanted, Consumer<HoldOutcome> result, long nowNanos) {
        if (hold.isEmpty() || !isUp()) {
            result.accept(new HoldOutcome.Ended());
            return;
        }
        if (wanted) {
            transferor.ifPresent(TransferorRole::onHeldByUser);
        }
        hold.get().want(wanted, result, nowNanos);
        host.rearm();
    }

    public void transfer(Uri target, TransferOptions options, Consumer<TransferOutcome> result, long nowNanos) {
        if (!isUp()) {
            result.accept(new TransferOutcome.Ended());
            return;
        }
        if (transferor.filter(role -> !role.isOver()).isPresent()) {
            result.accept(new TransferOutcome.NotPossible("Another transfer of this call is under way."));
            return;
        }
        var role = new TransferorRole(this, target, options, result);
        transferor = Optional.of(role);
        line.onTransferBegun(role);
        role.start(session.orElseThrow().state() == InviteSession.State.CONFIRMED, nowNanos);
        showTransferring();
        host.rearm();
    }

    /**
     * Connects the other sides of this call and of another one (RFC 5589 §7).
     *
     * @param target the {@link #replacesTarget} of that one
     */
    public void transferTo(
            Optional<Uri> target, TransferOptions options, Consumer<TransferOutcome> result, long nowNanos) {
        if (isUp() && target.isEmpty()) {
            result.accept(new TransferOutcome.NotPossible("The call to be joined with is not up."));
        } else if (target.isEmpty()) {
            result.accept(new TransferOutcome.Ended());
        } else {
            transfer(target.get(), options, result, nowNanos);
        }
    }

    /** Where to call, and with what Replaces, to get the other side of this call in our place (RFC 5589 §7.3); empty unless the call is up. */
    public Optional<Uri> replacesTarget() {
        return session.filter(s -> isUp()).flatMap(InviteSession::dialog).flatMap(Replacements::targetOf);
    }

    /** Another call has taken the place of this one. */
    void leaveTo(CallEngine next, long nowNanos) {
        host.note("Replaced by " + next.id());
        face.onReplaced(next.face);
        hangUp(nowNanos);
    }

    /** Whether the call was answered, by us perhaps not yet acknowledged, and is not over. */
    private boolean isUp() {
        return session.filter(
                        s -> s.state() == InviteSession.State.CONFIRMED || s.state() == InviteSession.State.ANSWERED)
                .isPresent();
    }

    private void showTransferring() {
        if (transferor.filter(TransferorRole::isUnderWay).isPresent()) {
            become(CallState.TRANSFERRING, Optional.empty(), "");
        }
    }

    public void sendDigits(String digits, Duration length, Consumer<DigitsOutcome> result) {
        if (media.isEmpty() || !state.isAnswered()) {
            result.accept(DigitsOutcome.ENDED);
        } else {
            media.get().audio().sendDigits(digits, length, result);
        }
    }

    /** The host has slept: the other side may have hung up. */
    public void onWoken(long nowNanos) {
        session.ifPresent(s -> s.verify(nowNanos));
        host.rearm();
    }

    public void hangUp(long nowNanos) {
        session.ifPresent(s -> s.hangUp(nowNanos));
        host.rearm();
    }

    // --- from the session -----------------------------------------------------------------------------------------

    @Override
    public void onModification(RemoteModification modification, long nowNanos) {
        if (media.isEmpty()) {
            modification.refuse(488, "Not Acceptable Here", nowNanos);
            return;
        }
        var wish = hold.map(HoldControl::wish).orElse(Direction.SENDRECV);
        if (modification.offer().isEmpty()) {
            answerDue = true;
            modification.accept(media.get().offerOnDemand(wish), nowNanos);
            return;
        }
        var result = media.get().onOffer(modification.offer().get(), wish);
        if (result instanceof CallMedia.Result.Usable usable) {
            modification.accept(usable.answer().orElseThrow(), nowNanos);
            showTalkState();
        } else {
            var warning = ((CallMedia.Result.Unusable) result).warning();
            modification.refuse(
                    488, "Not Acceptable Here", response -> response.set(WarningHeader.TYPE, warning), nowNanos);
        }
    }

    @Override
    public void onTargetRefresh(SipMessage message, long nowNanos) {
        info.learn(message);
    }

    @Override
    public void onConnectedIdentity(NameAddress remote, long nowNanos) {
        face.onRemote(new RemoteParty(
                Printable.escape(DialTarget.number(remote.uri())),
                remote.displayName().map(Printable::escape),
                CallerPrivacy.isAnonymous(remote)));
    }

    @Override
    public void onAcknowledged(Optional<String> answer, long nowNanos) {
        boolean due = answerDue;
        answerDue = false;
        media.filter(m -> due).ifPresent(m -> takeLaterAnswer(m, answer));
        onConfirmed(nowNanos);
    }

    /** RFC 3264 §8: without an answer nothing has changed. */
    private void takeLaterAnswer(CallMedia running, Optional<String> answer) {
        boolean usable = answer.map(running::onLaterAnswer)
                .filter(CallMedia.Result.Usable.class::isInstance)
                .isPresent();
        if (!usable) {
            running.offerRefused();
            host.note("The other side asked for an offer and did not answer it; the audio goes on as it was.");
        }
    }

    /** The dialog is confirmed: what waited for it may begin. */
    void onConfirmed(long nowNanos) {
        showTalkState();
        hold.ifPresent(h -> h.onConfirmed(nowNanos));
        transferor.ifPresent(role -> role.onConfirmed(nowNanos));
        showTransferring();
    }

    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request, long nowNanos) {
        var method = request.method();
        if (method.equals(SipMethod.REFER)) {
            guests.onRefer(transaction, nowNanos);
        } else if (method.equals(SipMethod.NOTIFY)) {
            guests.onNotify(transaction, request, nowNanos);
        } else if (method.equals(SipMethod.OPTIONS)) {
            // RFC 3261 §11.2: as outside the dialog.
            line.onOptions(this, transaction, request, nowNanos);
        } else if (method.equals(SipMethod.MESSAGE)) {
            line.onMessage(this, transaction, request, nowNanos);
        } else if (method.equals(SipMethod.INFO)) {
            line.phone().info().onInfo(this, transaction, request, nowNanos);
        } else if (method.equals(SipMethod.SUBSCRIBE)) {
            guests.onSubscribe(transaction, request, nowNanos);
        } else {
            respond(transaction, 405, "Method Not Allowed", nowNanos);
        }
    }

    @Override
    public void onEnded(SessionEnding ending, long nowNanos) {
        onGone(wordsFor(ending), ending instanceof SessionEnding.HungUp, nowNanos);
    }

    /** What the user is told. */
    CallEnding wordsFor(SessionEnding ending) {
        boolean byUs = ending instanceof SessionEnding.HungUp || ending instanceof SessionEnding.Cancelled;
        var last = state.isAnswered() ? CallState.COMPLETED : CallState.FAILED;
        return unusable.filter(why -> byUs)
                .map(why -> new CallEnding(CallEnding.Party.LOCAL, last, Optional.empty(), why))
                .orElseGet(() -> EndingWords.of(ending));
    }

    /** The phone closes before the other side has agreed to the end of the call. */
    public void abandon(long nowNanos) {
        guests.abandon();
        var last = state.isAnswered() ? CallState.COMPLETED : CallState.CANCELLED;
        onGone(new CallEnding(CallEnding.Party.LOCAL, last, Optional.empty(), "The phone was closed."), true, nowNanos);
    }

    private void onGone(CallEnding ending, boolean byUs, long nowNanos) {
        hold.ifPresent(HoldControl::onEnded);
        finish(ending, nowNanos);
        transferor.ifPresent(role -> role.onCallEnded(byUs, nowNanos));
        guests.onCallEnded(nowNanos);
        closeHostIfUnused();
    }

    /** Ends the call in the eyes of the user; media and ports are given back. */
    void finish(CallEnding ending, long nowNanos) {
        if (state.isEnded()) {
            return;
        }
        media.ifPresent(CallMedia::close);
        face.onAudioOver();
        // Whoever waits for an outcome finds the call in its last state.
        become(ending.state(), ending.status(), ending.reason());
        onOver(ending, nowNanos);
        face.onEnded(ending);
        line.onCallOver(this);
    }

    /** What the kind of call has to settle at its end. */
    abstract void onOver(CallEnding ending, long nowNanos);

    /** The host's alarm stays while usages that outlive the call, reports on a transfer, have deadlines. */
    void closeHostIfUnused() {
        boolean transferOpen = transferor.filter(role -> !role.isGone()).isPresent();
        if (state.isEnded() && !transferOpen && guests.isOver()) {
            host.close();
        }
    }

    // --- state ----------------------------------------------------------------------------------------------------

    void become(CallState next, Optional<Integer> status, String reason) {
        if (state == next || state.isEnded()) {
            return;
        }
        var previous = state;
        state = next;
        if (next.isAnswered() && answeredAt.isEmpty()) {
            answeredAt = Optional.of(line.world().wallTime());
        }
        face.onState(previous, next, status, reason);
    }

    /** Of an answered call: who holds whom, unless a transfer is shown. */
    void showTalkState() {
        if (!isUp() || transferor.filter(TransferorRole::isUnderWay).isPresent()) {
            return;
        }
        boolean byUs = hold.map(HoldControl::isInForce).orElse(false);
        boolean byThem = media.map(CallMedia::heldByPeer).orElse(false);
        become(talkState(byUs, byThem), Optional.empty(), "");
    }

    private static CallState talkState(boolean byUs, boolean byThem) {
        if (byUs) {
            return byThem ? CallState.INACTIVE_HELD : CallState.LOCAL_HELD;
        }
        return byThem ? CallState.REMOTE_HELD : CallState.IN_CALL;
    }

    void onTransferOver() {
        showTalkState();
        closeHostIfUnused();
    }

    void respond(ServerTransaction transaction, int status, String reason, long nowNanos) {
        host.stack().respond(transaction, host.answering(transaction.request(), status, reason), nowNanos);
    }

    /** What the other side says of its media is of no use: leave what was just answered (RFC 3261 §13.2.2.4). */
    void leaveUnusable(String reason, long nowNanos) {
        host.note("Leaves the call: " + reason);
        unusable = Optional.of(reason);
        session.ifPresent(s -> s.hangUp(Optional.of(NOTHING_AGREED), nowNanos));
    }

    @Override
    public void onProgress(SipResponse response, Optional<String> answer, long nowNanos) {}

    @Override
    public void onEarlyOffer(SipResponse response, String offer, long nowNanos) {}

    @Override
    public void onEarlyAnswer(String answer, long nowNanos) {}

    @Override
    public void onRefreshed(String ours, String theirs, long nowNanos) {
        media.ifPresent(m -> m.onRefreshed(ours, theirs));
        showTalkState();
    }

    @Override
    public void onAnswered(SipResponse response, Optional<String> answer, long nowNanos) {}

    @Override
    public void onAnsweredWithOffer(SipResponse response, String offer, long nowNanos) {}
}
