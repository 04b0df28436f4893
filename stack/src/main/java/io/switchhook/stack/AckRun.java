package io.switchhook.stack;

import io.switchhook.sip.core.usage.UsageHost;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.AuthorizationHeader;
import io.switchhook.sip.message.header.ProxyAuthorizationHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.stack.flow.Flow;
import java.util.Optional;

/** The ACK of one 2xx: finds its way once, and is sent again for each repeated 2xx (RFC 3261 §13.2.2.4). */
final class AckRun implements UsageHost.SentAck {
    private final CallHost host;
    private SipRequest ack;
    private Optional<Flow> flow = Optional.empty();

    AckRun(CallHost host, SipRequest.Builder request) {
        this.host = host;
        var bare = request.build();
        var dressed = bare.edit();
        host.stack().headers().addTo(dressed, bare.method());
        host.sessionId().addTo(bare, dressed);
        this.ack = SipsRules.secured(dressed.build());
    }

    void start(long nowNanos) {
        host.route(ack, this::onFlow, host::note);
    }

    private void onFlow(Flow found) {
        flow = Optional.of(found);
        var dressed = ack.edit().set(ViaHeader.TYPE, host.stack().viaFor(found));
        if (!host.mayShowCredentials(host.routes().hopOf(ack), found)) {
            // It may go to the callee itself, while its INVITE was challenged by a server on the way.
            dressed.remove(AuthorizationHeader.TYPE).remove(ProxyAuthorizationHeader.TYPE);
        }
        ack = dressed.build();
        host.stack().flows().send(ack, found, host.stack().loop().nowNanos());
    }

    @Override
    public void repeat(long nowNanos) {
        if (flow.isEmpty()) {
            return;
        }
        if (host.stack().flows().isOpen(flow.get())) {
            host.stack().flows().send(ack, flow.get(), nowNanos);
        } else {
            // By the name that the server was called by, which its certificate has; the lost connection knows its
            // address alone.
            start(nowNanos);
        }
    }
}
