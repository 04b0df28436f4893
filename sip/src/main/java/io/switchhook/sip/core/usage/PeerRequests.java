package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AllowHeader;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.UnsupportedHeader;
import java.util.Optional;

/** What the peer of a session sends inside the dialog: whose business it is, and what it tells of the peer. */
final class PeerRequests {
    private final InviteSession session;
    private boolean allowsUpdate;
    private boolean refusesUpdate;
    private int receivedRefers;
    private long heardFromPeer;

    PeerRequests(InviteSession session) {
        this.session = session;
    }

    void onRequest(ServerTransaction transaction, SipRequest request, long nowNanos) {
        onHeard();
        var inside = dialogOf(request);
        if (inside.filter(d -> d.onRequest(request) == Dialog.Order.STALE).isPresent()) {
            session.respond(
                    transaction, request, 500, "Server Internal Error: CSeq is lower than one already seen", nowNanos);
            return;
        }
        var method = request.method();
        if (method.equals(SipMethod.BYE)) {
            onBye(transaction, request, nowNanos);
        } else if (refusesExtension(transaction, request, nowNanos) || refusesBody(transaction, request, nowNanos)) {
            return;
        } else if (method.equals(SipMethod.INVITE) || method.equals(SipMethod.UPDATE)) {
            session.changes().onRequest(transaction, request, nowNanos);
        } else if (method.equals(SipMethod.PRACK)) {
            onPrack(transaction, request, nowNanos);
        } else {
            onOtherRequest(transaction, request, nowNanos);
        }
    }

    /** RFC 3261 §8.2.2.3, for all but a BYE: that ends the call whatever it asks for. */
    private boolean refusesExtension(ServerTransaction transaction, SipRequest request, long nowNanos) {
        if (!request.has(RequireHeader.TYPE)) {
            return false;
        }
        var known = session.options.optionTags();
        var unknown = request.allReadable(RequireHeader.TYPE).stream()
                .map(RequireHeader::optionTag)
                .filter(tag -> known.stream().noneMatch(tag::equalsIgnoreCase))
                .map(UnsupportedHeader::new)
                .toList();
        if (!unknown.isEmpty()) {
            var refusal = session.host.answering(request, 420, "Bad Extension");
            transaction.respond(refusal.setAll(UnsupportedHeader.TYPE, unknown).build(), nowNanos);
        }
        return !unknown.isEmpty();
    }

    private boolean refusesBody(ServerTransaction transaction, SipRequest request, long nowNanos) {
        var method = request.method();
        boolean describes =
                method.equals(SipMethod.INVITE) || method.equals(SipMethod.UPDATE) || method.equals(SipMethod.PRACK);
        var refusal = describes ? SdpBody.refusalOf(request, session.host) : Optional.<SipResponse.Builder>empty();
        refusal.ifPresent(response -> transaction.respond(response.build(), nowNanos));
        return refusal.isPresent();
    }

    private void onPrack(ServerTransaction transaction, SipRequest prack, long nowNanos) {
        session.incoming()
                .ifPresentOrElse(
                        invite -> invite.onPrack(transaction, prack, nowNanos),
                        () -> session.respond(transaction, prack, 481, "Call/Transaction Does Not Exist", nowNanos));
    }

    private void onOtherRequest(ServerTransaction transaction, SipRequest request, long nowNanos) {
        var method = request.method();
        if (method.equals(SipMethod.NOTIFY) || method.equals(SipMethod.REFER) || method.equals(SipMethod.SUBSCRIBE)) {
            session.refreshTarget(request);
        }
        if (method.equals(SipMethod.REFER)) {
            receivedRefers++;
        }
        if (!method.equals(SipMethod.NOTIFY) || !session.sentRefers().take(transaction, request, nowNanos)) {
            session.user.onRequest(transaction, request, nowNanos);
        }
    }

    void onCancel(ServerTransaction invite, SipRequest cancel, long nowNanos) {
        if (!session.changes().onCancel(invite, nowNanos) && session.state() == InviteSession.State.INCOMING) {
            session.incoming().ifPresent(call -> call.onCancel(reasonOf(cancel), nowNanos));
        }
    }

    private void onBye(ServerTransaction transaction, SipRequest bye, long nowNanos) {
        if (session.state() == InviteSession.State.ENDED && !session.life().isFarewellOpen()) {
            session.respond(transaction, bye, 481, "Call Does Not Exist", nowNanos);
            return;
        }
        session.respond(transaction, bye, 200, "OK", nowNanos);
        var reason = reasonOf(bye);
        switch (session.state()) {
            case INCOMING -> session.incoming().ifPresent(call -> call.onCancel(reason, nowNanos));
            case CALLING -> session.outgoing().ifPresent(invite -> onEarlyBye(invite, bye, reason, nowNanos));
            case CANCELLING -> session.end(new SessionEnding.Cancelled(), nowNanos);
            case ANSWERED, CONFIRMED -> session.end(new SessionEnding.HungUpByPeer(reason), nowNanos);
            case ENDED -> session.life().onCrossingFarewell();
        }
    }

    /** RFC 3326 §2: one value for each protocol; what SIP says comes before what a telephone network said. */
    private static Optional<ReasonHeader> reasonOf(SipRequest request) {
        var reasons = request.allReadable(ReasonHeader.TYPE);
        return reasons.stream()
                .filter(reason -> reason.protocol().equalsIgnoreCase("SIP"))
                .findFirst()
                .or(() -> reasons.stream().findFirst());
    }

    private void onEarlyBye(OutgoingInvite invite, SipRequest bye, Optional<ReasonHeader> reason, long nowNanos) {
        if (invite.onEarlyBye(DialogId.ofReceived(bye))) {
            session.end(new SessionEnding.HungUpByPeer(reason), nowNanos);
            invite.giveUp(nowNanos);
        }
    }

    /** What the peer says of itself: the newest Allow counts (RFC 3311 §4). */
    void learn(SipMessage message) {
        session.identity().learn(message);
        var allowed = message.allReadable(AllowHeader.TYPE);
        if (!allowed.isEmpty()) {
            allowsUpdate = allowed.stream().anyMatch(header -> header.method().equals(SipMethod.UPDATE));
        }
    }

    /** It has refused an UPDATE as such, whatever it, or somebody behind it, lists in Allow. */
    void onUpdateUnknown() {
        refusesUpdate = true;
    }

    boolean allowsUpdate() {
        return allowsUpdate && !refusesUpdate;
    }

    /** How many REFERs the peer has sent in this dialog so far. */
    int refers() {
        return receivedRefers;
    }

    /** The peer is there. */
    void onHeard() {
        heardFromPeer++;
    }

    /** Grows with every sign of life of the peer but the answers to a re-INVITE. */
    long heardFromPeer() {
        return heardFromPeer;
    }

    /** The dialog of a request: the session's own, or one of several early ones of a fork. */
    Optional<Dialog> dialogOf(SipRequest request) {
        var id = DialogId.ofReceived(request);
        return session.dialog()
                .filter(d -> d.id().equals(id))
                .or(() -> session.outgoing().flatMap(invite -> invite.earlyDialog(id)));
    }
}
