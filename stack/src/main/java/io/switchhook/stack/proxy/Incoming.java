package io.switchhook.stack.proxy;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.stack.flow.Flow;

/**
 * A request that may be forwarded.
 *
 * @param request without the routes that named us, and with our Path
 * @param way what those routes said
 */
record Incoming(SipRequest request, Flow from, FlowWay way) {

    Incoming with(SipRequest changed) {
        return changed == request ? this : new Incoming(changed, from, way);
    }
}
