package io.switchhook.stack;

import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.core.route.RouteSet;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.List;
import java.util.Optional;

/** The pre-loaded routes of an identity (RFC 3261 §8.1.2). */
record OwnRoutes(List<SipUri> routes) {
    /** Puts them in front of a request that belongs to no dialog. */
    SipRequest put(SipRequest request) {
        if (!isFor(request)) {
            return SipsRules.secured(request);
        }
        boolean sips = SipsRules.isSips(request.uri());
        var all = routes.stream()
                .map(uri -> new RouteHeader(NameAddress.of(sips ? uri.secured() : uri), Parameters.EMPTY))
                .toList();
        return RouteSet.apply(request.edit(), request.uri(), all).build();
    }

    private boolean isFor(SipRequest request) {
        return !routes.isEmpty() && !DialogId.isInDialog(request) && !request.has(RouteHeader.TYPE);
    }

    /**
     * Where a request goes first.
     *
     * @param plain before {@link #put}: its own routes come first (RFC 3261 §8.1.2)
     */
    Optional<NextHop> hopOf(SipRequest plain) {
        return isFor(plain) ? first(plain.uri()) : NextHop.of(plain);
    }

    /** Where what is meant for this target goes first; empty when there is no way. */
    Optional<NextHop> hopTo(Uri target) {
        return routes.isEmpty()
                ? Optional.of(target).filter(SipUri.class::isInstance).map(uri -> NextHop.of((SipUri) uri))
                : first(target);
    }

    private Optional<NextHop> first(Uri target) {
        var first = routes.get(0);
        return Optional.of(NextHop.of(SipsRules.isSips(target) ? first.secured() : first));
    }
}
