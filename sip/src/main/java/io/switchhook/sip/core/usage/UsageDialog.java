package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import java.util.Optional;
import java.util.function.Consumer;

/** A dialog as one of its usages sees it, which may share it with others (RFC 5057). */
public interface UsageDialog {

    /** The dialog of a call, for a usage beside the call. What it does not know the session's user hears of. */
    static UsageDialog of(InviteSession session) {
        return new CallDialog(session);
    }

    UsageHost host();

    /** Whether nothing can be asked in it any more. */
    boolean isOver();

    void respond(ServerTransaction transaction, SipRequest request, int status, String reason, long nowNanos);

    /** Sends a request inside the dialog; empty when there is none (yet). The request that opens a dialog is sent so too. */
    Optional<UsageHost.OutgoingRequest> request(
            SipMethod method, Consumer<SipRequest.Builder> more, ClientUser result, long nowNanos);

    /** The dialog stays open until {@link #release}. */
    void retain();

    void release();
}
