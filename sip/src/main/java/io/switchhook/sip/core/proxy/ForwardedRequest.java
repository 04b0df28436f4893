package io.switchhook.sip.core.proxy;

import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.core.route.RouteSet;
import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.RecordRouteHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request on its way to one target (RFC 3261 §16.6). What nobody changes is copied as it came, byte by byte, once for each attempt to deliver it: Record-Route and Via
 * depend on the path that is found, and each attempt has a branch of its own.
 */
public final class ForwardedRequest {
    private static final int MAX_FORWARDS = 70;

    private final SipRequest request;
    private final ProxyTarget target;
    private final Optional<LocalInterface> recordRouteAt;
    private final int breadth;
    /** Request-URI and Route when they are not those that came. */
    private final Optional<RouteSet.Placed> placed;

    private ForwardedRequest(
            SipRequest request,
            ProxyTarget target,
            Optional<LocalInterface> recordRouteAt,
            int breadth,
            Optional<RouteSet.Placed> placed) {
        this.request = request;
        this.target = target;
        this.recordRouteAt = recordRouteAt;
        this.breadth = breadth;
        this.placed = placed;
    }

    /**
     * @param request as {@link RequestValidation} let it pass
     * @param recordRouteAt the interface it came in by, when we are to stay on the path of its dialog; empty to leave the path
     * @param breadth its Max-Breadth
     */
    static ForwardedRequest of(
            SipRequest request, ProxyTarget target, Optional<LocalInterface> recordRouteAt, int breadth) {
        // Items 2 and 6: Request-URI, and our own routes ahead of those that came along.
        var came = request.all(RouteHeader.TYPE);
        boolean asItCame = target.routes().isEmpty() && target.uri().equals(request.uri());
        if (asItCame && (came.isEmpty() || !isStrict(came.get(0)))) {
            return new ForwardedRequest(request, target, recordRouteAt, breadth, Optional.empty());
        }
        var routes = new ArrayList<>(target.routes());
        routes.addAll(came);
        var placed = RouteSet.placed(asRequestUri(target.uri()), routes);
        return new ForwardedRequest(request, target, recordRouteAt, breadth, Optional.of(placed));
    }

    /** For a proxy without memory, and for the ACK of a 2xx (RFC 3261 §16.11). */
    public static ForwardedRequest stateless(
            SipRequest request, ProxyTarget target, Optional<LocalInterface> recordRouteAt) {
        int breadth = Math.min(
                RequestValidation.breadthOf(request).orElse(ProxyRules.DEFAULT_BREADTH), ProxyRules.DEFAULT_BREADTH);
        return of(request, target, recordRouteAt, breadth);
    }

    private static boolean isStrict(RouteHeader first) {
        return first.address().uri() instanceof SipUri uri && !uri.looseRouting();
    }

    /** RFC 3261 §19.1.1 table 1. */
    private static Uri asRequestUri(Uri uri) {
        return uri instanceof SipUri sip
                        && (sip.hasHeaders() || sip.parameters().has("method"))
                ? sip.withoutParameter("method").withoutHeaders()
                : uri;
    }

    /** The path to take without asking DNS. */
    public Optional<Hop> flow() {
        return target.flow();
    }

    /** Item 7: the server to deliver to; empty for a URI that names none, such as a tel URI without a Route. */
    public Optional<NextHop> nextHop() {
        return placed.isEmpty() ? NextHop.of(request) : placed.get().nextHop();
    }

    /** The request as it was given, without routes that named us. */
    public SipRequest received() {
        return request;
    }

    /** The method. */
    public SipMethod method() {
        return request.method();
    }

    /** Call-ID. */
    public String callId() {
        return request.callId();
    }

    /** Items 2 to 6: a builder of the request as it leaves by one interface, without a Via of ours. */
    public SipRequest.Builder leaving(LocalInterface out) {
        var builder = request.edit();
        if (placed.isPresent()) {
            placed.get().applyTo(builder);
        }
        // Item 3.
        var hops = request.first(MaxForwardsHeader.TYPE);
        int left = hops.isPresent() ? hops.get().hops() - 1 : MAX_FORWARDS;
        builder.set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(left));
        if (!request.method().equals(SipMethod.CANCEL)) {
            RequestValidation.setBreadth(builder, breadth);
        }
        if (recordRouteAt.isPresent()) {
            for (var header : recordRoutes(recordRouteAt.get(), out)) {
                builder.addFirst(RecordRouteHeader.TYPE, header);
            }
        }
        return builder;
    }

    /**
     * Item 8: the branch of one attempt.
     *
     * @param unique a branch that no other attempt has
     */
    public String branch(String unique) {
        return ProxyBranch.of(unique, ProxyBranch.loopHash(request));
    }

    /** The Via on top of a request that leaves a proxy without memory: its branch is computed from the request, the same for each repetition (RFC 3261 §16.11). */
    public ViaHeader statelessVia(LocalInterface out) {
        return out.via(statelessBranch());
    }

    /** The branch of {@link #statelessVia}. */
    public String statelessBranch() {
        return branch(ProxyBranch.stateless(request, target));
    }

    /**
     * One value, or two where the sides differ, or where each end is a client of an edge proxy, with a flow of its own: each end then finds the side that it can reach as its first
     * route (RFC 5658). The last one added is the first one in the message, the side of the callee.
     */
    private List<RecordRouteHeader> recordRoutes(LocalInterface in, LocalInterface out) {
        var requestUri = placed.map(RouteSet.Placed::requestUri).orElseGet(request::uri);
        boolean secure = requestUri instanceof SipUri uri && uri.secure();
        var outer = out.recordRoute(secure);
        boolean oneFlow = in.token().isEmpty() || out.token().isEmpty();
        if (oneFlow && in.equals(out)) {
            return List.of(outer);
        }
        var inner = in.recordRoute(secure);
        if (oneFlow && inner.equals(outer)) {
            return List.of(outer);
        }
        // One token says enough: whoever does not come over its flow wants to go there.
        boolean sameSide = oneFlow && in.withToken(Optional.empty()).equals(out.withToken(Optional.empty()));
        return sameSide ? List.of(in.token().isPresent() ? inner : outer) : List.of(inner, outer);
    }
}
