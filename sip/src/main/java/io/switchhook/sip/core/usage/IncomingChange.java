package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import java.util.Optional;

/** One re-INVITE, UPDATE or PRACK with an offer that came in. The request is kept here, since a transaction forgets its own when its time is over. */
record IncomingChange(ServerTransaction transaction, SipRequest request, Optional<String> offer) {

    static IncomingChange of(ServerTransaction transaction, SipRequest request) {
        return new IncomingChange(transaction, request, SdpBody.of(request));
    }

    boolean isInvite() {
        return request.method().equals(SipMethod.INVITE);
    }

    boolean isPrack() {
        return request.method().equals(SipMethod.PRACK);
    }

    /** An UPDATE without an offer changes no description: it refreshes the target, or a name shown (RFC 3311 §5.1). */
    boolean isMereRefresh() {
        return !isInvite() && offer.isEmpty();
    }
}
