package io.switchhook.sip.core.route;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The server that a request has to reach next, before DNS: RFC 3261 §8.1.2, TARGET of RFC 3263 §4.
 *
 * @param host name or address, IPv6 in brackets
 * @param port only if the URI has one
 * @param transport in upper case, only if the URI has one
 * @param secure true when every hop must be TLS, because the URI or the Request-URI is a sips one
 */
public record NextHop(String host, OptionalInt port, Optional<String> transport, boolean secure) {

    /**
     * Reads it from the first Route when that is a loose router, else from the Request-URI, and from there too when a strict router has been put there by
     * {@link RouteSet#apply}. Empty when that URI is no SIP URI: a tel URI has no host, and needs a Route.
     */
    public static Optional<NextHop> of(SipRequest request) {
        return of(request.uri(), request.toStrictRouter() ? Optional.empty() : request.first(RouteHeader.TYPE));
    }

    static Optional<NextHop> of(Uri requestUri, Optional<RouteHeader> route) {
        boolean secure = requestUri instanceof SipUri uri && uri.secure();
        if (route.isPresent() && route.get().address().uri() instanceof SipUri first && first.looseRouting()) {
            return Optional.of(of(first, secure));
        }
        return requestUri instanceof SipUri uri ? Optional.of(of(uri, secure)) : Optional.empty();
    }

    /** The server of one URI, an outbound proxy for instance. */
    public static NextHop of(SipUri uri) {
        return of(uri, uri.secure());
    }

    private static NextHop of(SipUri uri, boolean secure) {
        // RFC 3263 §4: maddr, when there, takes the place of the host.
        var parameters = uri.parameters();
        var transport = parameters.get("transport").map(name -> name.toUpperCase(Locale.ROOT));
        return new NextHop(parameters.get("maddr").orElseGet(uri::host), uri.port(), transport, secure || uri.secure());
    }

    // By hand, for a fast start: an archive of classes does not hold the methods that a record is given.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NextHop that
                && host.equals(that.host)
                && port.equals(that.port)
                && transport.equals(that.transport)
                && secure == that.secure;
    }

    @Override
    public int hashCode() {
        return Objects.hash(host, port, transport, secure);
    }
}
