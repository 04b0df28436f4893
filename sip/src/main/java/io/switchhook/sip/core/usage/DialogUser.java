package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;

/** Takes the requests that arrive inside one dialog. */
public interface DialogUser {

    /** A request other than ACK and CANCEL. It must be answered, now or later. */
    void onRequest(ServerTransaction transaction, SipRequest request, long nowNanos);

    void onAck(SipRequest ack, long nowNanos);

    /** The peer cancels the INVITE of this server transaction; the CANCEL itself has been answered. */
    void onCancel(ServerTransaction invite, SipRequest cancel, long nowNanos);
}
