package io.switchhook.sip.core.route;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.message.header.ViaHeader;
import java.net.InetAddress;

/**
 * Where a response goes, read from its top Via: RFC 3261 §18.2.2, RFC 3581 §4. A {@code maddr} is obeyed only where it names the address that the request came from, and then
 * decides the port. Any other would have us send what we answer, several times as much as was asked, to whoever a stranger names, without even a forged address; and we take no
 * requests that were sent to a group, whose members would wait for an answer there.
 *
 * @param sameConnection true for reliable transports: the connection the request came on is taken while it is open, host and port only after that
 * @param host an address, or a name when the request was not stamped; then RFC 3263 §5 applies
 */
public record ResponseRoute(boolean sameConnection, String transport, String host, int port) {

    public static ResponseRoute of(ViaHeader topVia) {
        var transport = topVia.transport();
        boolean reliable = Ports.isReliable(transport);
        int sentByPort = topVia.port().orElse(Ports.defaultFor(transport));
        var address = topVia.received().orElse(topVia.host());
        boolean byPort = reliable
                || topVia.received().isEmpty()
                || IpLiteral.parse(address)
                        .filter(source -> hasOwnMaddr(topVia, source))
                        .isPresent();
        return new ResponseRoute(
                reliable,
                transport,
                address,
                byPort ? sentByPort : topVia.rport().orElse(sentByPort));
    }

    /**
     * Whether a Via has a {@code maddr} that is obeyed: the response goes to that address at the port of sent-by, whatever rport says (RFC 3581 §4).
     *
     * @param source where the request came from
     */
    public static boolean hasOwnMaddr(ViaHeader via, InetAddress source) {
        return via.parameters()
                .get("maddr")
                .flatMap(IpLiteral::parse)
                .filter(source::equals)
                .isPresent();
    }
}
