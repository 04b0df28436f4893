package io.switchhook.stack.proxy;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.flow.TransportKind;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** By which names and addresses others know this server. Used on its loop. */
final class OwnNames {
    private final Set<String> domains;
    private final Set<Integer> ports = new HashSet<>();
    private final Set<InetAddress> addresses = new HashSet<>();

    OwnNames(Set<String> domains, List<ListenPoint> points) {
        this.domains = domains.stream().map(OwnNames::asDomain).collect(Collectors.toUnmodifiableSet());
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

    /**
     * Whether the URI leads to one of our ports: it stands in a Route that we made, or names the server itself. A domain without a port leads to whatever port DNS says for it
     * (RFC 3263 §4.2).
     */
    boolean isThisServer(SipUri uri) {
        var host = hostOf(uri);
        // Most URIs are of others, and tell it by their port: an address is costly to read.
        return hasPort(uri)
                ? isAddress(host) || isDomain(host)
                : uri.port().isEmpty() && isDomain(host) && !isAddress(host);
    }

    /** Whether a path leads to a port of ours. */
    boolean leadsToUs(Flow flow) {
        return ports.contains(flow.remote().getPort())
                && addresses.contains(flow.remote().getAddress());
    }

    /** Whether a path comes from us, as far as one can see: a connection has some port of our host. */
    boolean comesFromUs(Flow flow) {
        return flow.kind() == TransportKind.UDP
                ? leadsToUs(flow)
                : addresses.contains(flow.remote().getAddress());
    }

    boolean isOwnVia(ViaHeader via) {
        var kind = TransportKind.parse(via.transport());
        return kind.isPresent() && ports.contains(via.port().orElse(kind.get().defaultPort())) && isAddress(via.host());
    }

    /** RFC 3261 §16.5: whether we are responsible for the URI; one whose {@code maddr} is not ours goes there. */
    boolean isResponsibleFor(SipUri uri) {
        var host = hostOf(uri);
        return isDomain(host) || (hasPort(uri) && isAddress(host));
    }

    /** RFC 3261 §19.1.1: {@code maddr} takes the place of the host. */
    private static String hostOf(SipUri uri) {
        return uri.parameters().get("maddr").orElseGet(uri::host);
    }

    private boolean isAddress(String host) {
        return IpLiteral.parse(host).filter(addresses::contains).isPresent();
    }

    private boolean isDomain(String host) {
        return domains.contains(asDomain(host));
    }

    /** The dot at the end of a name that is complete says nothing here. */
    private static String asDomain(String host) {
        var name = host.toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private boolean hasPort(SipUri uri) {
        return ports.contains(uri.port().orElseGet(() -> defaultPort(uri)));
    }

    /** RFC 3261 §19.1.2, RFC 7118 §5.5. */
    private static int defaultPort(SipUri uri) {
        var named =
                uri.parameters().get("transport").flatMap(TransportKind::parse).orElse(TransportKind.UDP);
        boolean secure = uri.secure() || named.secure();
        if (named.webSocket()) {
            return (secure ? TransportKind.WSS : TransportKind.WS).defaultPort();
        }
        return (secure ? TransportKind.TLS : named).defaultPort();
    }
}
