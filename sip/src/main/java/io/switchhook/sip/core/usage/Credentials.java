package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.AuthorizationHeader;
import io.switchhook.sip.message.header.ProxyAuthorizationHeader;
import java.util.Optional;

/** RFC 3261 §22.1: the ACK of a 2xx carries the credentials of its INVITE, since it cannot be challenged. */
final class Credentials {
    private Credentials() {}

    static SipRequest.Builder copy(Optional<UsageHost.OutgoingRequest> invite, SipRequest.Builder ack) {
        invite.map(UsageHost.OutgoingRequest::latest)
                .ifPresent(sent ->
                        ack.copyAll(sent, AuthorizationHeader.TYPE).copyAll(sent, ProxyAuthorizationHeader.TYPE));
        return ack;
    }
}
