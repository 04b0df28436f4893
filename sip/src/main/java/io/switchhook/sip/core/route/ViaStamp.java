package io.switchhook.sip.core.route;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.ViaHeader;
import java.net.InetSocketAddress;

/** Writes into a received request where it came from: RFC 3261 §18.2.1, RFC 3581 §4. */
public final class ViaStamp {
    private ViaStamp() {}

    /** The request with {@code received} and {@code rport} in its top Via; the same request when nothing is to be added. */
    public static SipRequest stamp(SipRequest request, InetSocketAddress source) {
        var via = request.topVia();
        if (!via.hasRport() && !via.parameters().has("received") && isFrom(via, source)) {
            return request;
        }
        var stamped = stamp(via, source);
        return stamped.equals(via)
                ? request
                : request.edit()
                        .removeFirst(ViaHeader.TYPE)
                        .addFirst(ViaHeader.TYPE, stamped)
                        .build();
    }

    private static boolean isFrom(ViaHeader via, InetSocketAddress source) {
        return IpLiteral.parse(via.host()).filter(source.getAddress()::equals).isPresent();
    }

    static ViaHeader stamp(ViaHeader via, InetSocketAddress source) {
        // What a peer wrote there itself would send our responses wherever it likes.
        var clean = new ViaHeader(
                via.transport(), via.host(), via.port(), via.parameters().without("received"));
        if (via.hasRport()) {
            // RFC 3581 §4: with rport, received is written even when it says nothing new.
            return clean.withParameter("rport", Integer.toString(source.getPort()))
                    .withParameter("received", IpLiteral.asText(source.getAddress()));
        }
        return isFrom(via, source) ? clean : clean.withParameter("received", IpLiteral.asText(source.getAddress()));
    }
}
