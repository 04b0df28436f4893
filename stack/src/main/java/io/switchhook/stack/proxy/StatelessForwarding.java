package io.switchhook.stack.proxy;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.core.proxy.ForwardedRequest;
import io.switchhook.sip.core.proxy.ProxyTarget;
import io.switchhook.sip.core.proxy.StatelessResponse;
import io.switchhook.sip.core.route.NextHop;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Forwards without remembering: RFC 3261 §16.11. Used on the loop. */
final class StatelessForwarding {
    /** In our own Via: the port of the connection that the request came by. */
    private static final String SOURCE_PORT = "source-port";

    private static final int LARGEST_PORT = 65_535;

    private final SipStack stack;
    private final ElementAccess access;
    private final OwnNames names;
    private final TrustDomain trust;
    private final Optional<FlowPromises> atEdge;
    /** Connections that were taken for the size of a request and have brought no answer yet, with what sends the latest one by UDP; as many as there are connections at most. */
    private final Map<Flow, Runnable> unproven = new HashMap<>();

    /** @param atEdge for a proxy that telephones open their flows to */
    StatelessForwarding(SipStack stack, OwnNames names, TrustDomain trust, Optional<FlowPromises> atEdge) {
        this.trust = trust;
        this.atEdge = atEdge;
        this.stack = stack;
        this.access = stack.access();
        this.names = names;
    }

    void forward(Incoming incoming, ProxyTarget target, RecordRoutes recordRoutes) {
        var request = incoming.request();
        var forwarded = ForwardedRequest.stateless(request, target, recordRoutes.arrivedAt());
        if (forwarded.flow().isPresent()) {
            var flow = (Flow) forwarded.flow().get();
            if (access.isOpen(flow)) {
                send(incoming, forwarded, recordRoutes.calleesToken(forwarded), flow);
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
                                forwarded::statelessBranch,
                                flow -> sendBySize(incoming, forwarded, hop, flow),
                                reason -> access.note(request.callId(), reason)),
                        () -> access.note(request.callId(), "The URI names no server and there is no Route."));
    }

    /** RFC 3261 §18.1.1. */
    private void sendBySize(Incoming incoming, ForwardedRequest forwarded, NextHop hop, Flow flow) {
        var now = stack.loop().nowNanos();
        var leaving = leaving(incoming, forwarded, Optional.empty(), flow);
        var stream = access.streamForSize(hop, flow, leaving.length(), now);
        if (stream.isEmpty()) {
            access.send(leaving, flow, now);
            return;
        }
        access.note(forwarded.callId(), "TCP, since " + leaving.length() + " bytes are too many for a datagram");
        unproven.put(stream.get(), () -> access.send(leaving, flow, stack.loop().nowNanos()));
        send(incoming, forwarded, Optional.empty(), stream.get());
    }

    /** RFC 3261 §18.1.1, third paragraph: who takes no TCP gets a datagram all the same. */
    void onFlowFailed(Flow flow, long nowNanos) {
        Optional.ofNullable(unproven.remove(flow)).ifPresent(byDatagram -> {
            access.onStreamRefused(flow, nowNanos);
            byDatagram.run();
        });
    }

    private void send(Incoming incoming, ForwardedRequest forwarded, Optional<String> token, Flow flow) {
        access.send(
                leaving(incoming, forwarded, token, flow), flow, stack.loop().nowNanos());
    }

    private SipRequest leaving(Incoming incoming, ForwardedRequest forwarded, Optional<String> token, Flow flow) {
        var out = Interfaces.of(access, flow).withToken(token);
        var via = withSourcePort(forwarded.statelessVia(out), incoming);
        return trust.leaving(forwarded, out, flow).addFirst(ViaHeader.TYPE, via).build();
    }

    /** Answers have to find the connection again that the request came by; a peer that asks for rport has got the port already (RFC 3581 §4). */
    private static ViaHeader withSourcePort(ViaHeader own, Incoming incoming) {
        var from = incoming.from();
        return from.kind().reliable() && !incoming.request().topVia().hasRport()
                ? own.withParameter(SOURCE_PORT, Integer.toString(from.remote().getPort()))
                : own;
    }

    /** Sends a response on to where its next Via says. */
    void onResponse(SipResponse response, Flow from, long nowNanos) {
        unproven.remove(from);
        StatelessResponse.forward(response, via -> isOwnVia(via, from))
                .ifPresent(bare -> wayBack(response.topVia(), bare.topVia()).ifPresent(back -> {
                    var returned = trust.returned(bare, Optional.of(from), back);
                    access.send(promised(returned, back, nowNanos), back, nowNanos);
                }));
    }

    /** RFC 5626 §5.4: the last proxy before the telephone may add Flow-Timer. */
    private SipResponse promised(SipResponse response, Flow flow, long nowNanos) {
        return atEdge.filter(edge -> response.vias().size() == 1)
                .map(edge -> edge.onForwarded(Optional.empty(), response, flow, nowNanos))
                .orElse(response);
    }

    /** Over a connection that we have opened, while no port of ours takes such, our Via has named the connection itself. */
    private boolean isOwnVia(ViaHeader via, Flow from) {
        var place = access.placeOf(from);
        return names.isOwnVia(via)
                || (via.port().equals(place.port()) && via.host().equalsIgnoreCase(place.host()));
    }

    /** RFC 3261 §18.2.2: the connection that the request came by; when it has ended, the port that the peer has named. */
    private Optional<Flow> wayBack(ViaHeader own, ViaHeader peers) {
        var route = ResponseRoute.of(peers);
        var kind = TransportKind.parse(route.transport());
        int source = peers.rport().orElse(portIn(own).orElse(route.port()));
        return kind.isEmpty()
                ? Optional.empty()
                : IpLiteral.parse(route.host())
                        .flatMap(address -> access.flowBack(
                                kind.get(),
                                new InetSocketAddress(address, source),
                                new InetSocketAddress(address, route.port()),
                                peers.host()));
    }

    /** A peer that has changed it leads its own answer astray. */
    private static Optional<Integer> portIn(ViaHeader own) {
        return own.parameters()
                .get(SOURCE_PORT)
                .filter(text -> text.matches("[0-9]{1,5}"))
                .map(Integer::parseInt)
                .filter(port -> port <= LARGEST_PORT);
    }
}
