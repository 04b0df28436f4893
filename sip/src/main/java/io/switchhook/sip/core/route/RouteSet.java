package io.switchhook.sip.core.route;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Routes in requests: RFC 3261 §12.2.1.1 when we make one, §16.4 when we get one. */
public final class RouteSet {
    private RouteSet() {}

    /**
     * What a request says about where it goes.
     *
     * @param requestUri its Request-URI
     * @param routes its Route headers
     * @param strict whether the Request-URI is a strict router, to be reached before what the routes name (RFC 3261 §16.6 item 7)
     */
    public record Placed(Uri requestUri, List<RouteHeader> routes, boolean strict) {
        public Placed {
            routes = List.copyOf(routes);
        }

        /** The server that a request with these reaches next, see {@link NextHop#of(SipRequest)}. */
        public Optional<NextHop> nextHop() {
            return NextHop.of(
                    requestUri, strict ? Optional.empty() : routes.stream().findFirst());
        }

        /** Puts both into a request. */
        public SipRequest.Builder applyTo(SipRequest.Builder request) {
            return request.uri(requestUri).setAll(RouteHeader.TYPE, routes).toStrictRouter(strict);
        }
    }

    /** Request-URI and Route of a request that has to pass {@code routes} on its way to {@code remoteTarget}. */
    public static Placed placed(Uri remoteTarget, List<RouteHeader> routes) {
        if (routes.isEmpty() || !(routes.get(0).address().uri() instanceof SipUri first) || first.looseRouting()) {
            return new Placed(remoteTarget, routes, false);
        }
        // A strict router of RFC 2543 takes the Request-URI for itself; the target goes to the end.
        var rest = new ArrayList<>(routes.subList(1, routes.size()));
        rest.add(new RouteHeader(NameAddress.of(remoteTarget), Parameters.EMPTY));
        return new Placed(asRequestUri(first), rest, true);
    }

    /** Sets Request-URI and Route of a request that has to pass {@code routes} on its way to {@code remoteTarget}. */
    public static SipRequest.Builder apply(SipRequest.Builder request, Uri remoteTarget, List<RouteHeader> routes) {
        return placed(remoteTarget, routes).applyTo(request);
    }

    /** RFC 3261 §19.1.1 table 1: a Request-URI has no method parameter and no headers. */
    private static SipUri asRequestUri(SipUri uri) {
        return uri.withoutParameter("method").withoutHeaders();
    }

    /**
     * Undoes on receipt what routing has done: puts the target back that a strict router in front of us has moved to the end, and takes away the first Route when it is us.
     *
     * @param isOurs whether a URI is one that we put into Record-Route, or that otherwise names this element
     */
    public static SipRequest received(SipRequest request, Predicate<SipUri> isOurs) {
        var routes = new ArrayList<>(request.all(RouteHeader.TYPE));
        if (routes.isEmpty()) {
            return request;
        }
        var builder = request.edit();
        boolean changed = false;
        // RFC 3261 §16.4, second paragraph.
        if (request.uri() instanceof SipUri uri && uri.looseRouting() && isOurs.test(uri)) {
            builder.uri(routes.remove(routes.size() - 1).address().uri());
            changed = true;
        }
        // Last paragraph.
        if (!routes.isEmpty() && routes.get(0).address().uri() instanceof SipUri first && isOurs.test(first)) {
            routes.remove(0);
            changed = true;
        }
        return changed ? builder.setAll(RouteHeader.TYPE, routes).build() : request;
    }
}
