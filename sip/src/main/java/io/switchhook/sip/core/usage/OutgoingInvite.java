package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AuthorizationHeader;
import io.switchhook.sip.message.header.ProxyAuthorizationHeader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The INVITE that opens an outgoing session: provisional answers, forks, the first 2xx, CANCEL (RFC 3261 §13.2, §9.1). */
final class OutgoingInvite implements ClientUser {
    private final InviteSession session;
    private final boolean offered;
    private final Map<DialogId, Dialog> early = new HashMap<>();
    private final Map<DialogId, UsageHost.SentAck> acknowledged = new HashMap<>();
    private Optional<UsageHost.OutgoingRequest> request = Optional.empty();
    private Optional<String> earlyAnswer = Optional.empty();
    private long sequence = 1;

    OutgoingInvite(InviteSession session, boolean offered) {
        this.session = session;
        this.offered = offered;
    }

    void start(SipRequest.Builder invite, Optional<String> offer, long nowNanos) {
        offer.ifPresent(description -> invite.body(SdpBody.TYPE, description));
        request = Optional.of(session.host.send(invite, () -> ++sequence, this, nowNanos));
    }

    void cancel(long nowNanos) {
        session.become(InviteSession.State.CANCELLING);
        // RFC 3261 §9.1: a peer of RFC 2543 may never answer the cancelled INVITE.
        session.setTimer(
                InviteSession.Timer.CANCEL_GIVE_UP,
                nowNanos,
                session.host.timers().t1().multipliedBy(64));
        request.ifPresent(invite -> invite.cancel(nowNanos));
    }

    void acknowledge(String answer, long nowNanos) {
        session.dialog()
                .filter(dialog -> !acknowledged.containsKey(dialog.id()))
                .ifPresent(dialog -> {
                    var ack = ackFor(dialog, sequence).body(SdpBody.TYPE, answer);
                    acknowledged.put(dialog.id(), session.host.sendAck(ack, nowNanos));
                });
    }

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        sequence = Math.max(sequence, response.cseq().number());
        if (response.isSuccess()) {
            onSuccess(response, nowNanos);
        } else if (response.isFinal()) {
            onRefused(response, nowNanos);
        } else if (response.status() > 100 && session.state() == InviteSession.State.CALLING) {
            onProvisional(response, nowNanos);
        }
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        closeEarlyDialogs();
        boolean cancelled = session.state() == InviteSession.State.CANCELLING;
        session.end(cancelled ? new SessionEnding.Cancelled() : new SessionEnding.Failed(failure), nowNanos);
    }

    private void onProvisional(SipResponse response, long nowNanos) {
        if (response.to().tag().isPresent()) {
            var dialog = earlyDialog(response);
            if (session.dialog().isEmpty()) {
                session.useDialog(dialog);
            }
        }
        var answer = offered ? SdpBody.of(response) : Optional.<String>empty();
        if (answer.isPresent()) {
            earlyAnswer = answer;
        }
        session.user.onProgress(response, answer, nowNanos);
    }

    private Dialog earlyDialog(SipResponse response) {
        return early.computeIfAbsent(DialogId.ofReceived(response), id -> {
            var dialog = Dialog.ofClient(latest(), response);
            session.host.openDialog(id, session);
            return dialog;
        });
    }

    private void onRefused(SipResponse response, long nowNanos) {
        closeEarlyDialogs();
        boolean cancelled = session.state() == InviteSession.State.CANCELLING;
        session.end(cancelled ? new SessionEnding.Cancelled() : new SessionEnding.Refused(response), nowNanos);
    }

    private void onSuccess(SipResponse response, long nowNanos) {
        var id = DialogId.ofReceived(response);
        var sent = acknowledged.get(id);
        if (sent != null) {
            sent.repeat(nowNanos);
            return;
        }
        boolean first = session.state() == InviteSession.State.CALLING;
        boolean awaitsOurAnswer = session.state() == InviteSession.State.CONFIRMED
                && session.dialog().filter(dialog -> dialog.id().equals(id)).isPresent();
        if (awaitsOurAnswer) {
            return;
        }
        var dialog = Optional.ofNullable(early.remove(id)).orElseGet(() -> Dialog.ofClient(latest(), response));
        dialog.sequenceUsed(response.cseq().number());
        dialog.confirm(response, session.host.contact().address().uri());
        if (!first) {
            leave(dialog, response, nowNanos);
            return;
        }
        closeEarlyDialogs();
        session.useDialog(dialog);
        session.host.openDialog(id, session);
        session.become(InviteSession.State.CONFIRMED);
        confirm(dialog, response, nowNanos);
    }

    private void confirm(Dialog dialog, SipResponse response, long nowNanos) {
        var description = SdpBody.of(response);
        if (!offered && description.isPresent()) {
            session.user.onAnsweredWithOffer(response, description.get(), nowNanos);
            return;
        }
        acknowledged.put(
                dialog.id(), session.host.sendAck(ackFor(dialog, response.cseq().number()), nowNanos));
        session.user.onAnswered(response, description.or(() -> earlyAnswer), nowNanos);
    }

    /** A 2xx that comes after we gave up, or from another branch of a fork: acknowledged, then ended (RFC 3261 §13.2.2.4). */
    private void leave(Dialog dialog, SipResponse response, long nowNanos) {
        acknowledged.put(
                dialog.id(), session.host.sendAck(ackFor(dialog, response.cseq().number()), nowNanos));
        var bye = dialog.request(io.switchhook.sip.message.header.SipMethod.BYE);
        session.host.send(bye, dialog::nextSequence, new ByeEnd(() -> {}), nowNanos);
        if (session.state() == InviteSession.State.CANCELLING) {
            closeEarlyDialogs();
            session.end(new SessionEnding.Cancelled(), nowNanos);
        }
    }

    /** RFC 3261 §22.1: the ACK carries the credentials of its INVITE, since it cannot be challenged. */
    private SipRequest.Builder ackFor(Dialog dialog, long inviteSequence) {
        return dialog.ack(inviteSequence)
                .copyAll(latest(), AuthorizationHeader.TYPE)
                .copyAll(latest(), ProxyAuthorizationHeader.TYPE);
    }

    private void closeEarlyDialogs() {
        early.keySet().forEach(session.host::closeDialog);
        early.clear();
    }

    private SipRequest latest() {
        return request.orElseThrow().latest();
    }
}
