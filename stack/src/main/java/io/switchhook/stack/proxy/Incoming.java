package io.switchhook.stack.proxy;

import io.switchhook.sip.core.auth.AuthenticationInfo;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.stack.flow.Flow;
import java.util.Optional;

/**
 * A request that may be forwarded.
 *
 * @param request without the routes that named us, and with our Path
 * @param way what those routes said
 * @param proof that we know the secret too, for the answer; empty where none is wanted
 */
record Incoming(SipRequest request, Flow from, FlowWay way, Optional<AuthenticationInfo> proof) {

    Incoming(SipRequest request, Flow from, FlowWay way) {
        this(request, from, way, Optional.empty());
    }

    Incoming with(SipRequest changed, Optional<AuthenticationInfo> info) {
        return changed == request && info.isEmpty() ? this : new Incoming(changed, from, way, info);
    }
}
