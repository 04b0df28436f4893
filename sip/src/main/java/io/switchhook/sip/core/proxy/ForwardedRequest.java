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
 * A request on its way to one target (RFC 3261 §16.6). What nobody changes is copied as it came, byte by byte. Record-Route and Via come last,
 * {@link #leaving} and {@link #branch}, because
 * they depend on the path that is found; each attempt to deliver it has a branch of its own.
 */
public final class ForwardedRequest {
    private static final int MAX_FORWARDS = 70;

    private final SipRequest copy;
    private final Optional<Hop> flow;
    private final Optional<LocalInterface> arrivedAt;
    private final String loopHash;
    private final String statelessPart;

    private ForwardedRequest(
            SipRequest copy,
            Optional<Hop> flow,
            Optional<LocalInterface> arrivedAt,
            String loopHash,
            String statelessPart) {
        this.copy = copy;
        this.flow = flow;
        this.arrivedAt = arrivedAt;
        this.loopHash = loopHash;
        this.statelessPart = statelessPart;
    }

    /**
     * @param request as {@link RequestValidation} let it pass
     * @param recordRouteAt the interface it came in by, when we are to stay on the path of its dialog; empty to leave the path
     * @param breadth its Max-Breadth
     */
    static ForwardedRequest of(
            SipRequest request, ProxyTarget target, Optional<LocalInterface> recordRouteAt, int breadth) {
        var builder = request.edit();
        // Items 2 and 6: Request-URI, and our own routes ahead of those that came along.
        var routes = new ArrayList<>(target.routes());
        routes.addAll(request.all(RouteHeader.TYPE));
        if (!target.uri().equals(request.uri())
                || !target.routes().isEmpty()
                || routes.stream()
                        .findFirst()
                        .filter(ForwardedRequest::isStrict)
                        .isPresent()) {
            RouteSet.apply(builder, asRequestUri(target.uri()), routes);
        }
        // Item 3.
        int hops = request.first(MaxForwardsHeader.TYPE)
                .map(header -> header.hops() - 1)
                .orElse(MAX_FORWARDS);
        builder.set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(hops));
        if (!request.method().equals(SipMethod.CANCEL)) {
            RequestValidation.setBreadth(builder, breadth);
        }
        return new ForwardedRequest(
                builder.build(),
                target.flow(),
                recordRouteAt,
                ProxyBranch.loopHash(request),
                ProxyBranch.stateless(request, target));
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
        return flow;
    }

    /** Item 7: the server to deliver to; empty for a URI that names none, such as a tel URI without a Route. */
    public Optional<NextHop> nextHop() {
        return NextHop.of(copy);
    }

    /** The method. */
    public SipMethod method() {
        return copy.method();
    }

    /** Call-ID. */
    public String callId() {
        return copy.callId();
    }

    /** Item 4: the request as it leaves by one interface, without a Via of ours. */
    public SipRequest leaving(LocalInterface out) {
        if (arrivedAt.isEmpty()) {
            return copy;
        }
        var builder = copy.edit();
        recordRoutes(arrivedAt.get(), out).forEach(header -> builder.addFirst(RecordRouteHeader.TYPE, header));
        return builder.build();
    }

    /**
     * Item 8: the branch of one attempt.
     *
     * @param unique a branch that no other attempt has
     */
    public String branch(String unique) {
        return ProxyBranch.of(unique, loopHash);
    }

    /** As it leaves with a branch that is computed from the request, the same for each repetition (RFC 3261 §16.11). */
    public SipRequest leavingStateless(LocalInterface out) {
        return leaving(out)
                .edit()
                .addFirst(ViaHeader.TYPE, out.via(branch(statelessPart)))
                .build();
    }

    /**
     * One value, or two where the sides differ: each end then finds the side that it can reach as its first route (RFC 5658). The last one added is the first one in the
     * message, the side of the callee.
     */
    private List<RecordRouteHeader> recordRoutes(LocalInterface in, LocalInterface out) {
        boolean secure = copy.uri() instanceof SipUri uri && uri.secure();
        var inner = in.recordRoute(secure);
        var outer = out.recordRoute(secure);
        if (inner.equals(outer)) {
            return List.of(outer);
        }
        // One token says enough: whoever does not come over its flow wants to go there.
        boolean sameSide = in.withToken(Optional.empty()).equals(out.withToken(Optional.empty()))
                && (in.token().isEmpty() || out.token().isEmpty());
        return sameSide ? List.of(in.token().isPresent() ? inner : outer) : List.of(inner, outer);
    }
}
