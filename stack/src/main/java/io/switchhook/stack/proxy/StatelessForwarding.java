package io.switchhook.stack.proxy;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.core.proxy.ForwardedRequest;
import io.switchhook.sip.core.proxy.ProxyTarget;
import io.switchhook.sip.core.proxy.StatelessResponse;
import io.switchhook.sip.core.route.ResponseRoute;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.stack.ElementAccess;
import io.switchhook.stack.FlowPromises;
import io.switchhook.stack.SipStack;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.TransportKind;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Forwards without remembering: RFC 3261 §16.11. Used on the loop. */
final class StatelessForwarding {
    private final SipStack stack;
    private final ElementAccess access;
    private final OwnNames names;
    private final TrustDomain trust;
    private final Optional<FlowPromises> atEdge;

    /** @param atEdge for a proxy that telephones open their flows to */
    StatelessForwarding(SipStack stack, OwnNames names, TrustDomain trust, Optional<FlowPromises> atEdge) {
        this.trust = trust;
        this.atEdge = atEdge;
        this.stack = stack;
        this.access = stack.access();
        this.names = names;
    }

    void forward(SipRequest request, ProxyTarget target, RecordRoutes recordRoutes) {
        var forwarded = ForwardedRequest.stateless(request, target, recordRoutes.arrivedAt());
        var token = recordRoutes.calleesToken(forwarded);
        if (forwarded.flow().isPresent()) {
            var flow = (Flow) forwarded.flow().get();
            if (access.isOpen(flow)) {
                send(forwarded, token, flow);
            } else {
                access.note(request.callId(), "The connection that leads there has ended.");
            }
            return;
        }
        forwarded
                .nextHop()
                .ifPresentOrElse(
                        hop -> access.find(
                                hop,
                                flow -> send(forwarded, token, flow),
                                reason -> access.note(request.callId(), reason)),
                        () -> access.note(request.callId(), "The URI names no server and there is no Route."));
    }

    private void send(ForwardedRequest forwarded, Optional<String> token, Flow flow) {
        var out = Interfaces.of(access, flow).withToken(token);
        var leaving = trust.leaving(forwarded, out, flow).addFirst(ViaHeader.TYPE, forwarded.statelessVia(out));
        access.send(leaving.build(), flow, stack.loop().nowNanos());
    }

    /** Sends a response on to where its next Via says. */
    void onResponse(SipResponse response, Flow from, long nowNanos) {
        StatelessResponse.forward(response, names::isOwnVia)
                .ifPresent(bare -> wayBack(bare.topVia()).ifPresent(back -> {
                    var returned = trust.returned(bare, Optional.of(from), back);
                    access.send(promised(returned, back, nowNanos), back, nowNanos);
                }));
    }

    /** RFC 5626 §5.4: the last proxy before the telephone may add Flow-Timer. */
    private SipResponse promised(SipResponse response, Flow flow, long nowNanos) {
        return atEdge.filter(edge -> response.vias().size() == 1)
                .map(edge -> edge.onForwarded(response, flow, nowNanos))
                .orElse(response);
    }

    /** A connection is found again by the port that the peer had, which is noted where the peer asked for it (RFC 3581 §4). */
    private Optional<Flow> wayBack(ViaHeader via) {
        var route = ResponseRoute.of(via);
        var kind = TransportKind.parse(route.transport());
        int port = route.sameConnection() ? via.rport().orElse(route.port()) : route.port();
        return kind.isEmpty()
                ? Optional.empty()
                : IpLiteral.parse(route.host())
                        .flatMap(address ->
                                access.flowBack(kind.get(), new InetSocketAddress(address, port), via.host()));
    }
}
