package io.switchhook.sip.core.usage;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.util.Optional;

/** Our address as the other side of a NAT sees it, from the Via that comes back in a response (RFC 3581 §4). */
record SeenAddress(String host, int port) {
    private static final int DEFAULT_PORT = 5060;

    /** What the Via of a datagram tells, as long as it can be an address of a host. */
    static Optional<SeenAddress> in(ViaHeader via) {
        boolean told = via.received().isPresent() || via.rport().isPresent();
        if (!told || !via.transport().equalsIgnoreCase("UDP")) {
            return Optional.empty();
        }
        var host = bare(via.received().orElse(via.host()));
        int port = via.rport().orElse(via.port().orElse(DEFAULT_PORT));
        boolean usable = IpLiteral.parse(host)
                .filter(address -> !address.isAnyLocalAddress() && !address.isMulticastAddress())
                .isPresent();
        return usable && port > 0 && port < 65_536 ? Optional.of(new SeenAddress(host, port)) : Optional.empty();
    }

    boolean isIn(ContactHeader contact) {
        return contact.address().uri() instanceof SipUri uri
                && IpLiteral.parse(bare(uri.host())).equals(IpLiteral.parse(host))
                && uri.port().orElse(DEFAULT_PORT) == port;
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
