package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import java.util.Optional;
import java.util.function.Consumer;

/** The dialog of a call as REFER sees it. */
record CallDialog(InviteSession session) implements ReferDialog {

    @Override
    public UsageHost host() {
        return session.host;
    }

    @Override
    public boolean isOver() {
        return session.state() == InviteSession.State.ENDED;
    }

    @Override
    public void respond(ServerTransaction transaction, SipRequest request, int status, String reason, long nowNanos) {
        session.respond(transaction, request, status, reason, nowNanos);
    }

    @Override
    public Optional<UsageHost.OutgoingRequest> request(
            SipMethod method, Consumer<SipRequest.Builder> more, ClientUser result, long nowNanos) {
        return session.request(method, more, result, nowNanos);
    }

    @Override
    public void ask(SipMethod method, Consumer<SipRequest.Builder> more, long nowNanos) {
        session.send(method, more, new ByeEnd(() -> {}), nowNanos);
    }

    @Override
    public void retain() {
        session.retainDialog();
    }

    @Override
    public void release() {
        session.releaseDialog();
    }

    @Override
    public int receivedRefers() {
        return session.peer().refers();
    }

    @Override
    public SentRefers sentRefers() {
        return session.sentRefers();
    }
}
