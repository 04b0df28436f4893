package io.switchhook.stack;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.RecordRouteHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.WarningHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.flow.Flow;
import java.util.Optional;
import java.util.Set;

/** What a user agent does about sips URIs, so that none is ever taken for a sip one: RFC 5630 §5.1. */
final class SipsRules {
    private static final Set<SipMethod> OPEN_DIALOGS = Set.of(SipMethod.INVITE, SipMethod.SUBSCRIBE, SipMethod.REFER);

    private SipsRules() {}

    static boolean isSips(Uri uri) {
        return uri instanceof SipUri sip && sip.secure();
    }

    /** RFC 5630 §5.1.1: all routes of a request with a sips URI are sips URIs. */
    static SipRequest secured(SipRequest request) {
        if (!isSips(request.uri()) || !request.has(RouteHeader.TYPE)) {
            return request;
        }
        var routes = request.all(RouteHeader.TYPE).stream()
                .map(route -> route.address().uri() instanceof SipUri uri && !uri.secure()
                        ? new RouteHeader(
                                new NameAddress(route.address().displayName(), uri.secured()), route.parameters())
                        : route)
                .toList();
        return request.edit().setAll(RouteHeader.TYPE, routes).build();
    }

    /** RFC 3261 §8.1.1.8, and RFC 5630 §5.1.1.2: then alone. */
    static boolean asksForSipsContact(SipRequest request) {
        return isSips(request.uri())
                || request.firstReadable(RouteHeader.TYPE)
                        .filter(route -> isSips(route.address().uri()))
                        .isPresent();
    }

    /** RFC 3261 §12.1.1: whether the answer that opens a dialog needs a sips Contact. */
    static boolean answersWithSips(SipRequest request) {
        if (isSips(request.uri())) {
            return true;
        }
        return request.has(RecordRouteHeader.TYPE)
                ? request.firstReadable(RecordRouteHeader.TYPE)
                        .filter(route -> isSips(route.address().uri()))
                        .isPresent()
                : sipsContact(request);
    }

    private static boolean sipsContact(SipRequest request) {
        return request.firstReadable(ContactHeader.TYPE)
                .filter(contact -> !contact.star() && isSips(contact.address().uri()))
                .isPresent();
    }

    /** RFC 5630 §5.1.2: why a request for a sips URI of ours is refused. */
    static Optional<SipResponse.Builder> refusalOf(SipRequest request, Flow from, StandingHeaders headers) {
        if (!isSips(request.uri())) {
            return Optional.empty();
        }
        if (!from.kind().secure()) {
            return Optional.of(headers.answering(request, 480, "Temporarily Unavailable")
                    .add(WarningHeader.TYPE, new WarningHeader(380, "switchhook", "SIPS Not Allowed")));
        }
        boolean direct = OPEN_DIALOGS.contains(request.method()) && !request.has(RecordRouteHeader.TYPE);
        return direct && request.has(ContactHeader.TYPE) && !sipsContact(request)
                ? Optional.of(headers.answering(request, 400, "Bad Request: a sips request needs a sips Contact"))
                : Optional.empty();
    }
}
