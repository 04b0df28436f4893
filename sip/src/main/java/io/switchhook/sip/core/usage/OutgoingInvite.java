package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The INVITE that opens an outgoing session: provisional answers, forks, the first 2xx, CANCEL (RFC 3261 §13.2, §9.1). */
final class OutgoingInvite implements ClientUser {
    private final InviteSession session;
    private final boolean offered;
    private final Map<DialogId, Dialog> early = new LinkedHashMap<>();
    private final Map<DialogId, String> earlyAnswers = new HashMap<>();
    private final Map<DialogId, UsageHost.SentAck> acknowledged = new HashMap<>();
    private Optional<UsageHost.OutgoingRequest> request = Optional.empty();
    private Optional<Owed> owed = Optional.empty();
    private long sequence = 1;

    /** The ACK of a 2xx that made an offer: it waits for our answer. */
    private record Owed(Dialog dialog, long sequence) {}

    OutgoingInvite(InviteSession session, boolean offered) {
        this.session = session;
        this.offered = offered;
    }

    void start(SipRequest.Builder invite, Optional<String> offer, long nowNanos) {
        offer.ifPresent(description -> invite.body(SdpBody.TYPE, description));
        request = Optional.of(session.host.send(invite, () -> ++sequence, this, nowNanos));
    }

    void cancel(long nowNanos) {
        // RFC 3261 §9.1: a peer of RFC 2543 may never answer the cancelled INVITE.
        session.setTimer(
                InviteSession.Timer.CANCEL_GIVE_UP,
                nowNanos,
                session.host.timers().giveUp());
        giveUp(nowNanos);
    }

    void giveUp(long nowNanos) {
        request.ifPresent(invite -> invite.cancel(nowNanos));
    }

    /** A 2xx with an offer must not stay without ACK, whatever ended the session. */
    void onSessionEnd(long nowNanos) {
        acknowledge(Optional.empty(), nowNanos);
        closeEarlyDialogs();
    }

    Optional<Dialog> earlyDialog(DialogId id) {
        return Optional.ofNullable(early.get(id));
    }

    /** Whether a 2xx with an offer waits for {@link #acknowledge}. */
    boolean owesAnswer() {
        return owed.isPresent();
    }

    void acknowledge(Optional<String> answer, long nowNanos) {
        var due = owed;
        owed = Optional.empty();
        due.ifPresent(ack -> sendAck(ack.dialog(), ack.sequence(), answer, nowNanos));
    }

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        sequence = Math.max(sequence, response.cseq().number());
        if (response.isSuccess()) {
            onSuccess(response, nowNanos);
        } else if (response.isFinal()) {
            session.end(isCancelled() ? new SessionEnding.Cancelled() : new SessionEnding.Refused(response), nowNanos);
        } else if (response.status() > 100 && session.state() == InviteSession.State.CALLING) {
            onProvisional(response, nowNanos);
        }
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
        if (response.to().tag().isPresent()) {
            openEarly(id, response);
        }
        var answer = offered ? SdpBody.ofReadable(response) : Optional.<String>empty();
        answer.ifPresent(description -> earlyAnswers.put(id, description));
        session.user.onProgress(response, answer, nowNanos);
    }

    private void openEarly(DialogId id, SipResponse response) {
        if (early.containsKey(id)) {
            return;
        }
        var dialog = Dialog.ofClient(latest(), response);
        early.put(id, dialog);
        session.host.openDialog(id, session);
        if (session.dialog().isEmpty()) {
            session.useDialog(dialog);
        }
    }

    /**
     * The other side ends an early dialog by BYE, which it must not (RFC 3261 §15), but does when its 2xx were all lost. Other forks may still answer.
     *
     * @return whether this was the only one
     */
    boolean onEarlyBye(DialogId id) {
        early.remove(id);
        if (early.isEmpty()) {
            return true;
        }
        session.host.closeDialog(id);
        if (session.dialog().filter(dialog -> dialog.id().equals(id)).isPresent()) {
            session.useDialog(early.values().iterator().next());
        }
        return false;
    }

    private void onSuccess(SipResponse response, long nowNanos) {
        var id = DialogId.ofReceived(response);
        var sent = acknowledged.get(id);
        if (sent != null) {
            sent.repeat(nowNanos);
            return;
        }
        if (owed.filter(ack -> ack.dialog().id().equals(id)).isPresent()) {
            return;
        }
        var dialog = Optional.ofNullable(early.remove(id)).orElseGet(() -> Dialog.ofClient(latest(), response));
        dialog.sequenceUsed(response.cseq().number());
        dialog.confirm(response, session.host.contact().address().uri());
        if (session.state() == InviteSession.State.CALLING) {
            session.useDialog(dialog);
            session.host.openDialog(id, session);
            closeEarlyDialogs();
            session.become(InviteSession.State.CONFIRMED);
            confirm(dialog, response, nowNanos);
        } else {
            leave(dialog, response, nowNanos);
        }
    }

    private void confirm(Dialog dialog, SipResponse response, long nowNanos) {
        var description = SdpBody.ofReadable(response);
        if (!offered && description.isPresent()) {
            owed = Optional.of(new Owed(dialog, response.cseq().number()));
            session.user.onAnsweredWithOffer(response, description.get(), nowNanos);
            return;
        }
        sendAck(dialog, response.cseq().number(), Optional.empty(), nowNanos);
        session.user.onAnswered(response, description.or(() -> earlyAnswerOf(dialog.id())), nowNanos);
    }

    /** Some peers answer in 183 and not again in the 2xx. The answer of another fork will not do, but one that came without a tag may be meant. */
    private Optional<String> earlyAnswerOf(DialogId id) {
        var untagged = new DialogId(id.callId(), id.localTag(), "");
        return Optional.ofNullable(earlyAnswers.get(id)).or(() -> Optional.ofNullable(earlyAnswers.get(untagged)));
    }

    /** A 2xx that comes after we gave up, or from another branch of a fork: acknowledged, then ended (RFC 3261 §13.2.2.4). */
    private void leave(Dialog dialog, SipResponse response, long nowNanos) {
        sendAck(dialog, response.cseq().number(), Optional.empty(), nowNanos);
        var bye = dialog.request(SipMethod.BYE);
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

    /** The final answer ends every early dialog but the one it confirms (RFC 3261 §12.3). The session closes its own by itself. */
    private void closeEarlyDialogs() {
        var kept = session.dialog().map(Dialog::id);
        early.keySet().stream()
                .filter(id -> !kept.filter(id::equals).isPresent())
                .forEach(session.host::closeDialog);
        early.clear();
    }

    private SipRequest latest() {
        return request.orElseThrow().latest();
    }
}
