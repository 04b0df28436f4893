package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import java.util.Optional;
import java.util.function.Consumer;

/** The dialog that a REFER and its reports live in: that of a call (RFC 5589 §6.2), or one of their own (§6.1). */
interface ReferDialog {

    UsageHost host();

    /** Whether nothing can be asked in it any more. */
    boolean isOver();

    void respond(ServerTransaction transaction, SipRequest request, int status, String reason, long nowNanos);

    /** Sends a request inside the dialog; empty when there is none (yet). The REFER that opens a dialog is sent so too. */
    Optional<UsageHost.OutgoingRequest> request(
            SipMethod method, Consumer<SipRequest.Builder> more, ClientUser result, long nowNanos);

    /** The dialog stays open until {@link #release}. */
    void retain();

    void release();

    /** How many REFERs the peer has sent in it so far. */
    int receivedRefers();

    SentRefers sentRefers();
}
