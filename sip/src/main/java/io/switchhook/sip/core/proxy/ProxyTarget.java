package io.switchhook.sip.core.proxy;

import io.switchhook.sip.core.feature.FeatureSet;
import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One place that a request may be forwarded to: an element of the target set of RFC 3261 §16.5.
 *
 * @param uri becomes the Request-URI
 * @param routes proxies to be passed on the way, all of them loose routers: the Path of a registration (RFC 3327), or a next hop of ours
 * @param flow the path to take without asking DNS: the one that a registration came over; empty to go where routes and URI lead
 * @param q from 0 to 1, the higher the sooner (RFC 3261 §20.10)
 * @param binding whether a registration says so: the proxy then knows best how the device is reached, and nobody before it hears of flows that failed (RFC 5626 §11.5)
 * @param features what the device has said that it can (RFC 3840)
 * @param otherFlows further ways to the same device, tried one by one when it was not reached by this one (RFC 5626 §7)
 */
public record ProxyTarget(
        Uri uri,
        List<RouteHeader> routes,
        Optional<Hop> flow,
        double q,
        boolean binding,
        FeatureSet features,
        List<ProxyTarget> otherFlows) {

    public ProxyTarget {
        routes = List.copyOf(routes);
        otherFlows = List.copyOf(otherFlows);
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException("expected a q from 0 to 1 but found " + q);
        }
        // RFC 3261 §16.6 item 6.
        for (var route : routes) {
            if (!(route.address().uri() instanceof SipUri loose) || !loose.looseRouting()) {
                throw new IllegalArgumentException(
                        "expected a loose router, a sip URI with the parameter lr, but found " + route);
            }
        }
    }

    /** A target that no registration speaks of. */
    public ProxyTarget(Uri uri, List<RouteHeader> routes, Optional<Hop> flow, double q) {
        this(uri, routes, flow, q, false, FeatureSet.EMPTY, List.of());
    }

    /** Goes where the URI leads. */
    public static ProxyTarget of(Uri uri) {
        return new ProxyTarget(uri, List.of(), Optional.empty(), 1);
    }

    /** Goes to {@code uri} through a next hop; {@code lr} is added where it is missing. */
    public ProxyTarget through(SipUri nextHop) {
        var all = new ArrayList<RouteHeader>();
        all.add(RouteHeader.of(NameAddress.of(nextHop.looseRouting() ? nextHop : nextHop.withFlag("lr"))));
        all.addAll(routes);
        return new ProxyTarget(uri, all, flow, q, binding, features, otherFlows);
    }

    /** Takes this path. */
    public ProxyTarget over(Hop known) {
        return new ProxyTarget(uri, routes, Optional.of(known), q, binding, features, otherFlows);
    }

    /** With that preference. */
    public ProxyTarget withQ(double preference) {
        return new ProxyTarget(uri, routes, flow, preference, binding, features, otherFlows);
    }

    /** A registered device, with its other flows. */
    public ProxyTarget bound(List<ProxyTarget> others) {
        return new ProxyTarget(uri, routes, flow, q, true, features, others);
    }

    /** With what it can. */
    public ProxyTarget withFeatures(FeatureSet known) {
        return new ProxyTarget(uri, routes, flow, q, binding, known, otherFlows);
    }
}
