package io.switchhook.stack;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.stack.flow.Flow;

/** The product on a stack: takes the requests that belong to no dialog. Called on the stack's loop. */
public interface StackUser {

    /** An INVITE that opens a call. It has to be given to {@link SipStack#accept} or answered. */
    void onInvite(ServerTransaction transaction, SipRequest invite, Flow from, long nowNanos);

    /** An INVITE is cancelled that was neither answered nor given to {@link SipStack#accept} yet (RFC 3261 §9.2); the CANCEL itself is answered. */
    default void onCancel(ServerTransaction invite, long nowNanos) {}

    /** Nothing will be delivered on this flow any more. */
    default void onFlowFailed(Flow flow, long nowNanos) {}

    /**
     * Any other request outside a dialog.
     *
     * @return false when the product has no use for it; the stack then answers as a user agent should: OPTIONS 200, NOTIFY 200, else 405
     */
    boolean onRequest(ServerTransaction transaction, SipRequest request, Flow from, long nowNanos);
}
