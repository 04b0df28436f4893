package io.switchhook.stack.proxy;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.ListenPoint;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/** By which names and addresses others know this server. Used on its loop. */
final class OwnNames {
    private static final int SIP_PORT = 5060;

    private final Set<String> domains;
    private final Set<Integer> ports = new HashSet<>();
    private final Set<InetAddress> addresses = new HashSet<>();

    OwnNames(Set<String> domains, List<ListenPoint> points) {
        this.domains = domains;
        for (var point : points) {
            ports.add(point.address().getPort());
            if (!point.address().getAddress().isAnyLocalAddress()) {
                addresses.add(point.address().getAddress());
            }
        }
    }

    /** A server that listens on every address learns which ones there are; a host has only so many. */
    void saw(Flow flow) {
        addresses.add(flow.local().getAddress());
    }

    /** Whether the URI leads to one of our ports: it stands in a Route that we made, or names the server itself. */
    boolean isThisServer(SipUri uri) {
        return isOwn(uri.host(), uri.port())
                || (domains.contains(uri.host().toLowerCase(Locale.ROOT)) && hasPort(uri.port()));
    }

    boolean isOwnVia(ViaHeader via) {
        return isOwn(via.host(), via.port());
    }

    /** RFC 3261 §16.5: whether we are responsible for the URI. */
    boolean isResponsibleFor(SipUri uri) {
        return domains.contains(uri.host().toLowerCase(Locale.ROOT)) || isOwn(uri.host(), uri.port());
    }

    private boolean isOwn(String host, OptionalInt port) {
        return hasPort(port)
                && IpLiteral.parse(host).filter(addresses::contains).isPresent();
    }

    private boolean hasPort(OptionalInt port) {
        return ports.contains(port.orElse(SIP_PORT));
    }
}
