package io.switchhook.stack.flow;

import io.switchhook.sip.core.route.ResponseRoute;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import java.net.InetSocketAddress;

/** Where answers to a message go: over UDP to the address that rport, maddr and received give, else back over the connection (RFC 3261 §18.2.2, RFC 3581 §4). */
final class ReturnPath {
    private ReturnPath() {}

    static Flow of(SipMessage message, Flow flow) {
        if (flow.kind() != TransportKind.UDP || !(message instanceof SipRequest)) {
            return flow;
        }
        var via = message.topVia();
        if (via.hasRport() && !ResponseRoute.hasOwnMaddr(via, flow.remote().getAddress())) {
            return flow;
        }
        int port = via.port().orElse(TransportKind.UDP.defaultPort());
        if (port == flow.remote().getPort()) {
            return flow;
        }
        return new Flow(
                flow.kind(), flow.local(), new InetSocketAddress(flow.remote().getAddress(), port));
    }
}
