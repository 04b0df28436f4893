package io.switchhook.sip.core.route;

import io.switchhook.sip.message.header.ViaHeader;
import java.util.OptionalInt;

/**
 * Where a response goes, read from its top Via: RFC 3261 §18.2.2, RFC 3581 §4.
 *
 * @param sameConnection true for reliable transports: the connection the request came on is taken while it is open, host and port only after that
 * @param host an address, or a name when the request was not stamped; then RFC 3263 §5 applies
 * @param timeToLive for a multicast {@code maddr} only
 */
public record ResponseRoute(boolean sameConnection, String transport, String host, int port, OptionalInt timeToLive) {

    public static ResponseRoute of(ViaHeader topVia) {
        var transport = topVia.transport();
        boolean reliable = Ports.isReliable(transport);
        int sentByPort = topVia.port().orElse(Ports.defaultFor(transport));
        var address = topVia.received().orElse(topVia.host());
        if (reliable) {
            return new ResponseRoute(true, transport, address, sentByPort, OptionalInt.empty());
        }
        var maddr = topVia.parameters().get("maddr");
        if (maddr.isPresent()) {
            return new ResponseRoute(false, transport, maddr.get(), sentByPort, timeToLive(topVia));
        }
        int port = topVia.received().isPresent() ? topVia.rport().orElse(sentByPort) : sentByPort;
        return new ResponseRoute(false, transport, address, port, OptionalInt.empty());
    }

    /** RFC 3261 §18.2.2: 1 when the client names none. */
    private static OptionalInt timeToLive(ViaHeader via) {
        var digits = via.parameters().get("ttl").filter(text -> text.matches("[0-9]{1,3}"));
        return OptionalInt.of(
                digits.map(Integer::parseInt).filter(ttl -> ttl <= 255).orElse(1));
    }
}
