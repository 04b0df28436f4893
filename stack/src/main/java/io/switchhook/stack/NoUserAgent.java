package io.switchhook.stack;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.stack.flow.Flow;

/** Takes the place of a product where there is an element. */
record NoUserAgent() implements StackUser {

    @Override
    public void onInvite(ServerTransaction transaction, SipRequest invite, Flow from, long nowNanos) {
        throw new IllegalStateException("an element gets its requests itself");
    }

    @Override
    public boolean onRequest(ServerTransaction transaction, SipRequest request, Flow from, long nowNanos) {
        return false;
    }
}
