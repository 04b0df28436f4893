package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.RAckHeader;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The INVITE that opens an outgoing session: provisional answers of either kind, forks, the first 2xx, CANCEL (RFC 3261 §13.2, §9.1; RFC 3262 §4). */
final class OutgoingInvite implements ClientUser {
    /** RFC 4028 §7.3 asks for a second try; each proxy on the way may want a longer interval than the one before it. */
    private static final int MAX_TOO_SMALL = 3;

    private final InviteSession session;
    private final boolean offered;
    private final Forks forks;
    private final Map<DialogId, UsageHost.SentAck> acknowledged = new HashMap<>();
    private Optional<UsageHost.OutgoingRequest> request = Optional.empty();
    private Optional<OwedAck> owedAck = Optional.empty();
    private Optional<OwedPrack> owedPrack = Optional.empty();
    private Optional<String> ourOffer = Optional.empty();
    private Optional<ReasonHeader> leaving = Optional.empty();
    private Optional<SipRequest> unsent = Optional.empty();
    private long sequence = 1;
    private int tooSmall;

    /** The ACK of a 2xx that made an offer: it waits for our answer. */
    private record OwedAck(Dialog dialog, long sequence, String offer) {}

    /** The PRACK of a provisional response that made an offer. */
    private record OwedPrack(EarlyDialog early, RAckHeader acknowledged, String offer) {}

    OutgoingInvite(InviteSession session, boolean offered) {
        this.session = session;
        this.offered = offered;
        this.forks = new Forks(session, offered);
    }

    void start(SipRequest.Builder invite, Optional<String> offer, long nowNanos) {
        session.options.addTo(invite);
        ourOffer = offer;
        offer.ifPresent(description -> invite.body(SdpBody.TYPE, description));
        var plain = invite.build();
        unsent = Optional.of(plain);
        sequence = plain.cseq().number();
        send(plain.edit(), nowNanos);
    }

    private void send(SipRequest.Builder invite, long nowNanos) {
        session.timer().addToFirst(invite);
        request = Optional.of(session.host.send(invite, () -> ++sequence, this, nowNanos));
    }

    void cancel(Optional<ReasonHeader> reason, long nowNanos) {
        // RFC 3261 §9.1: a peer of RFC 2543 may never answer the cancelled INVITE.
        session.setTimer(
                InviteSession.Timer.CANCEL_GIVE_UP,
                nowNanos,
                session.host.timers().giveUp());
        leaving = reason;
        giveUp(nowNanos);
    }

    void giveUp(long nowNanos) {
        var reason = leaving;
        request.ifPresent(invite ->
                invite.cancel(cancel -> reason.ifPresent(why -> cancel.set(ReasonHeader.TYPE, why)), nowNanos));
    }

    /** A 2xx with an offer must not stay without ACK, whatever ended the session. */
    void onSessionEnd(long nowNanos) {
        owedPrack = Optional.empty();
        acknowledgeSuccess(Optional.empty(), nowNanos);
        forks.closeAllBut(session.dialog().map(Dialog::id));
    }

    Optional<Dialog> earlyDialog(DialogId id) {
        return forks.find(id).map(EarlyDialog::dialog);
    }

    /** Whether offer and answer were exchanged reliably in that early dialog, so that UPDATE may carry the next offer (RFC 3311 §5.1). */
    boolean isAgreed(DialogId id) {
        return owedPrack.isEmpty()
                && forks.find(id).filter(early -> early.exchange().isAgreed()).isPresent();
    }

    /** A change was agreed on, perhaps before the call was answered: then the 2xx says nothing about it (RFC 3311 §5.1). */
    void onChanged() {
        session.dialog().flatMap(dialog -> forks.find(dialog.id())).ifPresent(EarlyDialog::onChanged);
    }

    /** Whether the other side has made an offer that waits for {@link #acknowledge}. */
    boolean owesAnswer() {
        return owedAck.isPresent() || owedPrack.isPresent();
    }

    void acknowledge(String answer, long nowNanos) {
        if (owedPrack.isPresent()) {
            var due = owedPrack.get();
            owedPrack = Optional.empty();
            due.early().exchange().onAnswer(OfferAnswerExchange.Carrier.PRACK);
            session.descriptions().agree(Optional.of(answer), Optional.of(due.offer()));
            ReliableArrivals.acknowledge(
                    session.host, due.early().dialog(), due.acknowledged(), Optional.of(answer), nowNanos);
        } else {
            acknowledgeSuccess(Optional.of(answer), nowNanos);
        }
    }

    void acknowledgeSuccess(Optional<String> answer, long nowNanos) {
        var due = owedAck;
        owedAck = Optional.empty();
        due.ifPresent(ack -> {
            answer.ifPresent(text -> session.descriptions().agree(answer, Optional.of(ack.offer())));
            sendAck(ack.dialog(), ack.sequence(), answer, nowNanos);
        });
    }

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        sequence = Math.max(sequence, response.cseq().number());
        if (response.status() < 300) {
            session.peer().learn(response);
        }
        if (response.isSuccess()) {
            onSuccess(response, nowNanos);
        } else if (response.isFinal()) {
            onRefused(response, nowNanos);
        } else if (response.status() > 100 && session.state() == InviteSession.State.CALLING) {
            onProvisional(response, nowNanos);
        }
    }

    private void onRefused(SipResponse response, long nowNanos) {
        if (response.status() == 422
                && !isCancelled()
                && tooSmall < MAX_TOO_SMALL
                && session.timer().onTooSmall(response)) {
            tooSmall++;
            forks.closeAllBut(Optional.empty());
            session.forgetDialog();
            var again = unsent.orElseThrow().edit();
            again.set(CSeqHeader.TYPE, new CSeqHeader(++sequence, SipMethod.INVITE));
            send(again, nowNanos);
            return;
        }
        session.end(isCancelled() ? new SessionEnding.Cancelled() : new SessionEnding.Refused(response), nowNanos);
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        session.end(isCancelled() ? new SessionEnding.Cancelled() : new SessionEnding.Failed(failure), nowNanos);
    }

    private boolean isCancelled() {
        return session.state() == InviteSession.State.CANCELLING;
    }

    private void onProvisional(SipResponse response, long nowNanos) {
        var id = DialogId.ofReceived(response);
        if (response.status() == 199 && response.to().tag().isPresent()) {
            onEarlyDialogOver(id, response, nowNanos);
            return;
        }
        var early = response.to().tag().map(tag -> forks.open(id, latest(), response));
        var number = ReliableArrivals.numberIn(response, session.options);
        if (number.isPresent() && early.isPresent()) {
            onReliable(early.get(), number.get(), response, nowNanos);
            return;
        }
        var answer = offered ? SdpBody.ofReadable(response) : Optional.<String>empty();
        answer.ifPresent(description -> forks.onAnswer(id, response, description));
        session.user.onProgress(response, answer, nowNanos);
    }

    /** RFC 6228 §4: a branch is over while others may still answer; of those that are left the last one with media is heard again. */
    private void onEarlyDialogOver(DialogId id, SipResponse response, long nowNanos) {
        if (owedPrack.filter(owed -> owed.early().dialog().id().equals(id)).isPresent()) {
            owedPrack = Optional.empty();
        }
        forks.end(id);
        session.user.onProgress(response, Optional.empty(), nowNanos);
        forks.lastWithAnswer()
                .flatMap(left -> left.lastWithAnswer().map(last -> Map.entry(last, left.answer())))
                .ifPresent(left -> session.user.onProgress(left.getKey(), left.getValue(), nowNanos));
    }

    /** RFC 3262 §4. */
    private void onReliable(EarlyDialog early, long number, SipResponse response, long nowNanos) {
        if (!early.arrivals().isNext(number)) {
            return;
        }
        var acknowledged = new RAckHeader(number, response.cseq().number(), SipMethod.INVITE);
        var description = SdpBody.ofReadable(response);
        var exchange = early.exchange();
        if (description.isPresent() && exchange.onOffer(OfferAnswerExchange.Carrier.RELIABLE_PROVISIONAL, false)) {
            owedPrack = Optional.of(new OwedPrack(early, acknowledged, description.get()));
            session.useDialog(early.dialog());
            session.user.onEarlyOffer(response, description.get(), nowNanos);
            return;
        }
        ReliableArrivals.acknowledge(session.host, early.dialog(), acknowledged, Optional.empty(), nowNanos);
        boolean answers =
                description.isPresent() && exchange.onAnswer(OfferAnswerExchange.Carrier.RELIABLE_PROVISIONAL);
        if (answers) {
            early.onAnswer(response, description.get());
            session.useDialog(early.dialog());
            session.descriptions().agree(ourOffer, description);
        }
        session.user.onProgress(response, answers ? description : Optional.empty(), nowNanos);
    }

    /**
     * The other side ends an early dialog by BYE, which it must not (RFC 3261 §15), but does when its 2xx were all lost. Other forks may still answer.
     *
     * @return whether this was the only one
     */
    boolean onEarlyBye(DialogId id) {
        return forks.end(id);
    }

    private void onSuccess(SipResponse response, long nowNanos) {
        var id = DialogId.ofReceived(response);
        var sent = acknowledged.get(id);
        if (sent != null) {
            sent.repeat(nowNanos);
            return;
        }
        if (owedAck.filter(ack -> ack.dialog().id().equals(id)).isPresent()) {
            return;
        }
        var early = forks.take(id).orElseGet(() -> new EarlyDialog(Dialog.ofClient(latest(), response), offered));
        var dialog = early.dialog();
        dialog.sequenceUsed(response.cseq().number());
        dialog.confirm(response, session.host.contact().address().uri());
        if (session.state() == InviteSession.State.CALLING) {
            session.useDialog(dialog);
            session.host.openDialog(id, session);
            forks.closeAllBut(Optional.of(id));
            session.become(InviteSession.State.CONFIRMED);
            session.timer().onSuccess(response);
            session.refresh().restart(nowNanos);
            confirm(early, response, nowNanos);
        } else {
            leave(dialog, response, nowNanos);
        }
    }

    private void confirm(EarlyDialog early, SipResponse response, long nowNanos) {
        var dialog = early.dialog();
        var exchange = early.exchange();
        var description = SdpBody.ofReadable(response);
        boolean agreed = exchange.isAgreed();
        owedPrack = Optional.empty();
        if (!agreed && !offered && description.isPresent()) {
            owedAck = Optional.of(new OwedAck(dialog, response.cseq().number(), description.get()));
            session.user.onAnsweredWithOffer(response, description.get(), nowNanos);
            return;
        }
        sendAck(dialog, response.cseq().number(), Optional.empty(), nowNanos);
        // RFC 3262 §5, RFC 6337 §3.1.1: what was agreed reliably stands, whatever the 2xx repeats.
        var answer = agreed ? early.answer() : description.or(() -> forks.earlyAnswerOf(early));
        if (!agreed) {
            session.descriptions().agree(ourOffer, answer);
        }
        session.user.onAnswered(response, answer, nowNanos);
        session.onWayFree(nowNanos);
    }

    /** A 2xx that comes after we gave up, or from another branch of a fork: acknowledged, then ended (RFC 3261 §13.2.2.4). */
    private void leave(Dialog dialog, SipResponse response, long nowNanos) {
        sendAck(dialog, response.cseq().number(), Optional.empty(), nowNanos);
        var bye = dialog.request(SipMethod.BYE);
        leaving.ifPresent(reason -> bye.set(ReasonHeader.TYPE, reason));
        session.host.send(bye, dialog::nextSequence, new ByeEnd(() -> {}), nowNanos);
        if (!session.dialog().map(Dialog::id).equals(Optional.of(dialog.id()))) {
            session.host.closeDialog(dialog.id());
        }
        if (isCancelled()) {
            session.end(new SessionEnding.Cancelled(), nowNanos);
        }
    }

    private void sendAck(Dialog dialog, long inviteSequence, Optional<String> answer, long nowNanos) {
        var ack = Credentials.copy(request, dialog.ack(inviteSequence));
        answer.ifPresent(description -> ack.body(SdpBody.TYPE, description));
        acknowledged.put(dialog.id(), session.host.sendAck(ack, nowNanos));
    }

    private SipRequest latest() {
        return request.orElseThrow().latest();
    }
}
