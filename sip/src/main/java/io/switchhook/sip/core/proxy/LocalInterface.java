package io.switchhook.sip.core.proxy;

import io.switchhook.sip.message.header.RecordRouteHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An address of the proxy by which others reach it, over one transport.
 *
 * @param transport as Via spells it, {@code UDP}
 * @param host a name, an IPv4 address, or an IPv6 address in brackets
 * @param token stands in the user part of the URI of an edge proxy and says over which flow its client is reached (RFC 5626 §5.1)
 */
public record LocalInterface(String transport, String host, OptionalInt port, Optional<String> token) {

    /** Leads to no particular flow. */
    public LocalInterface(String transport, String host, OptionalInt port) {
        this(transport, host, port, Optional.empty());
    }

    /** The same with this token, or without one. */
    public LocalInterface withToken(Optional<String> other) {
        return new LocalInterface(transport, host, port, other);
    }

    /** The Via of a request that leaves here; {@code rport} asks for the address that the peer sees (RFC 3581 §3). */
    ViaHeader via(String branch) {
        return new ViaHeader(
                transport, host, port, Parameters.EMPTY.with("branch", branch).withFlag("rport"));
    }

    /** RFC 3261 §16.6 item 4. */
    RecordRouteHeader recordRoute(boolean secure) {
        return RecordRouteHeader.of(NameAddress.of(uri(secure)));
    }

    /** A loose router's URI. The transport is named where it is not UDP: requests that come back have to find a port that listens. */
    public SipUri uri(boolean secure) {
        var name = transport.toLowerCase(Locale.ROOT);
        // RFC 7118 §5.2: ws for both.
        var spelt = name.equals("wss") ? "ws" : name;
        boolean named = spelt.equals("ws") || (!spelt.equals("udp") && !secure);
        var text = new StringBuilder(secure ? "sips:" : "sip:").append(host);
        port.ifPresent(number -> text.append(':').append(number));
        if (named) {
            text.append(";transport=").append(spelt);
        }
        var uri = SipUri.parse(text.append(";lr").toString());
        return token.map(uri::withUser).orElse(uri);
    }
}
