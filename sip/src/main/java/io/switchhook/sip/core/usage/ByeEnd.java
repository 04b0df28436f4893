package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipResponse;

/** Any final answer to a BYE, and none at all, ends it: 481 only says that the peer's BYE came first (RFC 3261 §15.1.1). */
record ByeEnd(Runnable done) implements ClientUser {

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        if (response.isFinal()) {
            done.run();
        }
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        done.run();
    }
}
