package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;

/** Hears the answer to a request inside the dialog for its user, and ends the session where a failure means that (RFC 5057 §5.1, §5.2). */
final class InDialogAnswer implements ClientUser {
    private final InviteSession session;
    private final SipMethod method;
    private final ClientUser user;
    private final long heardBefore;

    InDialogAnswer(InviteSession session, SipMethod method, ClientUser user) {
        this.session = session;
        this.method = method;
        this.user = user;
        this.heardBefore = session.peer().heardFromPeer();
    }

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        boolean silent = isPeerSilent();
        session.peer().onHeard();
        user.onResponse(response, nowNanos);
        if (response.status() < 300) {
            return;
        }
        boolean timedOut = response.status() == 408 && silent && FailureEffect.isOfInvite(method);
        if (timedOut || FailureEffect.endsInvite(response.status(), method)) {
            leave(nowNanos);
        }
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        user.onFailure(failure, nowNanos);
        if (failure == ClientFailure.TIMEOUT && isPeerSilent() && FailureEffect.isOfInvite(method)) {
            leave(nowNanos);
        }
    }

    private boolean isPeerSilent() {
        return session.peer().heardFromPeer() == heardBefore;
    }

    /** An early dialog has no BYE of ours: the INVITE's own answer ends it. */
    private void leave(long nowNanos) {
        if (session.state() == InviteSession.State.CONFIRMED || session.state() == InviteSession.State.ANSWERED) {
            session.bye(new SessionEnding.DialogLost(), nowNanos);
        }
    }
}
