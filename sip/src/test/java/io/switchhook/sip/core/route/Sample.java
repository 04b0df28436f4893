package io.switchhook.sip.core.route;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.Uri;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Requests that the tests of this package share. */
final class Sample {
    private Sample() {}

    static SipRequest request(String uri, ViaHeader via, String... routes) {
        var bob = NameAddress.of(Uri.parse("sip:bob@biloxi.com"));
        return SipRequest.builder(SipMethod.BYE, Uri.parse(uri))
                .set(ViaHeader.TYPE, via)
                .set(FromHeader.TYPE, new FromHeader(bob, Parameters.EMPTY.with("tag", "a1")))
                .set(ToHeader.TYPE, new ToHeader(bob, Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader("call-1"))
                .set(CSeqHeader.TYPE, new CSeqHeader(1, SipMethod.BYE))
                .setAll(RouteHeader.TYPE, routes(routes))
                .build();
    }

    static SipRequest request(String uri, String... routes) {
        return request(uri, via("UDP", "192.0.2.7", OptionalInt.empty(), "branch=z9hG4bK1"), routes);
    }

    static List<RouteHeader> routes(String... uris) {
        return Arrays.stream(uris)
                .map(uri -> new RouteHeader(NameAddress.of(Uri.parse(uri)), Parameters.EMPTY))
                .toList();
    }

    static List<String> routesOf(SipRequest request) {
        return request.all(RouteHeader.TYPE).stream()
                .map(route -> route.address().uri().toString())
                .toList();
    }

    static ViaHeader via(String transport, String host, OptionalInt port, String parameters) {
        return new ViaHeader(transport, host, port, Parameters.parse(parameters));
    }

    static InetSocketAddress address(String literal, int port) {
        return new InetSocketAddress(IpLiteral.parse(literal).orElseThrow(), port);
    }
}
