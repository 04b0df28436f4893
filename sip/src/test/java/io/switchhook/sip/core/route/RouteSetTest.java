package io.switchhook.sip.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** RFC 3261 §8.1.2, §12.2.1.1, §16.4 and the two examples of §16.12.1. */
class RouteSetTest {
    private static final String CALLEE = "sip:callee@u2.domain.com";

    @Test
    void looseRouteKeepsTheTargetInTheRequestUri() {
        var request = RouteSet.apply(
                        Sample.request("sip:x@y").edit(),
                        Uri.parse(CALLEE),
                        Sample.routes("sip:p1.example.com;lr", "sip:p2.domain.com;lr"))
                .build();
        assertThat(request.uri()).hasToString(CALLEE);
        assertThat(Sample.routesOf(request)).containsExactly("sip:p1.example.com;lr", "sip:p2.domain.com;lr");
        assertThat(NextHop.of(request).orElseThrow().host()).isEqualTo("p1.example.com");
    }

    @Test
    void strictRouterTakesTheRequestUriAndTheTargetGoesToTheEnd() {
        var request = RouteSet.apply(
                        Sample.request("sip:x@y").edit(),
                        Uri.parse("sip:caller@u1.example.com"),
                        Sample.routes("sip:p3.middle.com?Subject=x", "sip:p2.example.com;lr", "sip:p1.example.com;lr"))
                .build();
        assertThat(request.uri()).hasToString("sip:p3.middle.com");
        assertThat(Sample.routesOf(request))
                .containsExactly("sip:p2.example.com;lr", "sip:p1.example.com;lr", "sip:caller@u1.example.com");
        assertThat(NextHop.of(request).orElseThrow().host()).isEqualTo("p3.middle.com");
        var later = request.edit().build();
        assertThat(NextHop.of(later).orElseThrow().host()).as("a copy").isEqualTo("p3.middle.com");
    }

    @Test
    void requestThatCameWithALooseRouteGoesThere() {
        var request = Sample.request("sip:p3.middle.com", "sip:p2.example.com;lr", "sip:caller@u1.example.com");
        assertThat(NextHop.of(request).orElseThrow().host()).isEqualTo("p2.example.com");
    }

    @Test
    void emptyRouteSetRemovesOldRoutes() {
        var request = RouteSet.apply(Sample.request("sip:x@y", "sip:old;lr").edit(), Uri.parse(CALLEE), Sample.routes())
                .build();
        assertThat(Sample.routesOf(request)).isEmpty();
        assertThat(NextHop.of(request).orElseThrow().host()).isEqualTo("u2.domain.com");
    }

    @Test
    void nextHopReadsPortTransportAndMaddr() {
        assertThat(NextHop.of(Sample.request("sip:a@b.com:5070;transport=tcp")))
                .contains(new NextHop("b.com", OptionalInt.of(5070), Optional.of("TCP"), false));
        assertThat(NextHop.of(Sample.request("sip:a@b.com;maddr=192.0.2.9"))
                        .orElseThrow()
                        .host())
                .isEqualTo("192.0.2.9");
        assertThat(NextHop.of(SipUri.parse("sips:proxy.example.com")).secure()).isTrue();
    }

    @Test
    void sipsRequestUriMakesEveryRouteSecure() {
        var hop = NextHop.of(Sample.request("sips:a@b.com", "sip:p1.example.com;lr"))
                .orElseThrow();
        assertThat(hop.host()).isEqualTo("p1.example.com");
        assertThat(hop.secure()).isTrue();
    }

    @Test
    void telUriNeedsRoute() {
        assertThat(NextHop.of(Sample.request("tel:+15551234"))).isEmpty();
        assertThat(NextHop.of(Sample.request("tel:+15551234", "sip:pbx;lr"))
                        .orElseThrow()
                        .host())
                .isEqualTo("pbx");
    }

    /** §16.12.1.2: what P2 does with the request of the strict router P3. */
    @Test
    void requestOfStrictRouterIsPutRightOnReceipt() {
        var request = Sample.request("sip:p2.example.com;lr", "sip:p1.example.com;lr", "sip:caller@u1.example.com");
        var right = RouteSet.received(request, uri -> uri.host().equals("p2.example.com"));
        assertThat(right.uri()).hasToString("sip:caller@u1.example.com");
        assertThat(Sample.routesOf(right)).containsExactly("sip:p1.example.com;lr");
    }

    @Test
    void firstRouteIsTakenAwayWhenItIsOurs() {
        var request = Sample.request("sip:caller@u1.example.com", "sip:p1.example.com;lr", "sip:p0.example.com;lr");
        var right = RouteSet.received(request, uri -> uri.host().equals("p1.example.com"));
        assertThat(right.uri()).hasToString("sip:caller@u1.example.com");
        assertThat(Sample.routesOf(right)).containsExactly("sip:p0.example.com;lr");
        assertThat(RouteSet.received(right, uri -> false)).isSameAs(right);
    }
}
