package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import java.util.Optional;

/** One re-INVITE or UPDATE that came in. */
record IncomingChange(ServerTransaction transaction, SipRequest request, Optional<String> offer) {

    boolean isInvite() {
        return request.method().equals(SipMethod.INVITE);
    }
}
