package io.switchhook.stack.proxy;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.core.proxy.LocalInterface;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.PathHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.ElementAccess;
import io.switchhook.stack.flow.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The proxy that telephones open their flows to: keeps itself in the path of what is meant for them, and the flow too (RFC 5626 §5, RFC 3327 §5.2). Used on the loop. */
final class Edge {
    private static final int FORBIDDEN = 403;
    private static final int FLOW_FAILED = 430;

    private final ElementAccess access;
    private final OwnNames names;
    private final FlowTokens tokens;

    Edge(ElementAccess access, OwnNames names, FlowTokens tokens) {
        this.access = access;
        this.names = names;
        this.tokens = tokens;
    }

    /**
     * Where the Routes that are ours lead: one whose token names the flow it came by has been passed on the way out (§5.3), any other names the flow to take. So does a second
     * one of that flow: a line calls another line of its telephone.
     */
    FlowWay wayOf(SipRequest received, Flow from) {
        FlowWay way = new FlowWay.Free();
        boolean outgoing = false;
        for (var route : ownRoutes(received)) {
            if (route.user().isEmpty()) {
                continue;
            }
            var named = tokens.read(route.user().get());
            if (named.isEmpty()) {
                return new FlowWay.Refused(FORBIDDEN);
            }
            if (named.get().equals(from) && !outgoing) {
                outgoing = true;
            } else {
                way = new FlowWay.Over(named.get(), route.parameters().has("ob"));
            }
        }
        boolean gone =
                way instanceof FlowWay.Over over && (!access.isOpen(over.flow()) || access.isSilent(over.flow()));
        return gone ? new FlowWay.Refused(FLOW_FAILED) : way;
    }

    /** Those on top, and a Request-URI that a strict router has put there (RFC 3261 §16.4). */
    private List<SipUri> ownRoutes(SipRequest received) {
        var own = new ArrayList<SipUri>();
        var routes = received.all(RouteHeader.TYPE);
        if (!routes.isEmpty()
                && received.uri() instanceof SipUri uri
                && uri.looseRouting()
                && names.isThisServer(uri)) {
            own.add(uri);
        }
        for (var route : routes) {
            if (!(route.address().uri() instanceof SipUri uri) || !names.isThisServer(uri)) {
                break;
            }
            own.add(uri);
        }
        return own;
    }

    /** §5.1: only the first proxy may promise to keep the flow; RFC 3327 §5.2: and only to whom understands it. */
    SipRequest withPath(SipRequest register, Flow from) {
        if (!isFromClient(register) || !wantsPath(register)) {
            return register;
        }
        boolean secure = register.uri() instanceof SipUri uri && uri.secure();
        var path = at(from, Optional.of(tokenOf(from))).uri(secure).withFlag("ob");
        return register.edit()
                .addFirst(PathHeader.TYPE, PathHeader.of(NameAddress.of(path)))
                .build();
    }

    private static boolean wantsPath(SipRequest register) {
        return register.allReadable(SupportedHeader.TYPE).stream()
                        .anyMatch(tag -> tag.optionTag().equalsIgnoreCase("path"))
                || register.allReadable(ContactHeader.TYPE).stream()
                        .anyMatch(contact -> contact.regId().isPresent());
    }

    /**
     * The token for the Record-Route towards the caller: it wants to be reached by the flow that its request came by (§5.3.2), or can be reached by no other way, as who has
     * come by a WebSocket (RFC 7118 §8.2), or by TLS without listening for it.
     */
    Optional<String> callersToken(SipRequest request, Flow from) {
        boolean wanted = from.kind().webSocket() || wantsFlow(request) || namesConnection(request, from);
        return isFromClient(request) && wanted ? Optional.of(tokenOf(from)) : Optional.empty();
    }

    /** Names the flow, to be found again by {@link #wayOf} for as long as its client keeps it alive. */
    String tokenOf(Flow flow) {
        access.countKeepAlives(flow);
        return tokens.of(flow);
    }

    private static boolean isFromClient(SipRequest request) {
        return request.vias().size() == 1;
    }

    /**
     * One whose Contact is a GRUU does not say ob (§4.3). Its Path leads to the flow only where nobody record-routes: the proxy of its domain leaves the Path out of whatever
     * has a Route beyond it (RFC 5627 §6.1). And what it sends itself in the dialog has to go by its flow too.
     */
    private static boolean wantsFlow(SipRequest request) {
        return request.allReadable(ContactHeader.TYPE).stream()
                .anyMatch(contact -> contact.address().uri() instanceof SipUri uri
                        && (uri.parameters().has("ob") || uri.gruu()));
    }

    /** Whether the Contact is the caller's end of its own secure connection: nobody takes connections there, and this one may be used for it alone (RFC 5923 §9.3). */
    private static boolean namesConnection(SipRequest request, Flow from) {
        return from.kind().secure()
                && request.allReadable(ContactHeader.TYPE).stream()
                        .anyMatch(contact -> contact.address().uri() instanceof SipUri uri
                                && uri.port().orElse(from.kind().defaultPort())
                                        == from.remote().getPort()
                                && IpLiteral.parse(uri.host())
                                        .filter(from.remote().getAddress()::equals)
                                        .isPresent());
    }

    private LocalInterface at(Flow flow, Optional<String> token) {
        return Interfaces.of(access, flow).withToken(token);
    }
}
