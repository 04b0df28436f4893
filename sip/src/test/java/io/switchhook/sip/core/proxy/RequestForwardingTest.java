package io.switchhook.sip.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.core.proxy.RequestValidation.Result;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 3261 §16.3, §16.4, §16.6, §16.11: requests through a proxy")
class RequestForwardingTest {
    private final RequestValidation validation = new RequestValidation(
            Set.of("known"),
            uri -> uri.host().equals("10.0.0.1"),
            via -> via.host().equals("10.0.0.1"));

    private static SipRequest forward(SipRequest request, String target) {
        var forwarded =
                ForwardedRequest.of(request, ProxyTarget.of(SipUri.parse(target)), Optional.of(ProxyFixture.UDP), 60);
        return ProxyFixture.leaving(forwarded, "z9hG4bKx");
    }

    private int refused(SipRequest request) {
        return ((Result.Refused) validation.check(request)).response().build().status();
    }

    private Result.Passed passed(SipRequest request) {
        return (Result.Passed) validation.check(request);
    }

    @Test
    @DisplayName("§16.3 items 2, 3 and 5")
    void whatMayNotPass() {
        assertThat(refused(ProxyFixture.requestTo("nobody:knows", "INVITE"))).isEqualTo(416);
        assertThat(refused(ProxyFixture.request("INVITE", "Max-Forwards: 0"))).isEqualTo(483);
        assertThat(validation.check(ProxyFixture.request("OPTIONS", "Max-Forwards: 0")))
                .isInstanceOf(Result.AnswerHere.class);
        assertThat(passed(ProxyFixture.request("INVITE")).looseRouted()).isFalse();
        assertThat(refused(ProxyFixture.request("INVITE", "Max-Breadth: 0"))).isEqualTo(400);
        var bad = (Result.Refused) validation.check(ProxyFixture.request("INVITE", "Proxy-Require: known, foo, bar"));
        assertThat(bad.response().build().status()).isEqualTo(420);
        assertThat(bad.response().build().values("Unsupported")).containsExactly("foo, bar");
        assertThat(passed(ProxyFixture.request("CANCEL", "Proxy-Require: foo"))).isNotNull();
    }

    @Test
    @DisplayName("§16.3 item 1: what the proxy need not read passes as it came")
    void malformedHeadersOfOthersPass() {
        var request = passed(ProxyFixture.request("INVITE", "Date: yesterday", "Contact: <<>"))
                .request();
        var sent = forward(request, "sip:bob@10.0.1.1").toString();
        assertThat(sent).contains("\r\nDate: yesterday\r\n", "\r\nContact: <<>\r\n", "\r\nX-Odd:   as  it   was \r\n");
    }

    @Test
    @DisplayName("§16.6 items 2, 3, 4 and 8")
    void theCopy() {
        var sent = forward(ProxyFixture.request("INVITE", "Max-Forwards: 7"), "sip:bob@10.0.1.1;method=INVITE?x=y");
        assertThat(sent.uri()).hasToString("sip:bob@10.0.1.1");
        assertThat(sent.value("Max-Forwards")).contains("6");
        assertThat(sent.values("Record-Route")).containsExactly("<sip:10.0.0.1:5060;lr>");
        assertThat(sent.vias()).hasSize(2);
        assertThat(sent.topVia().host()).isEqualTo("10.0.0.1");
        assertThat(forward(ProxyFixture.request("INVITE"), "sip:bob@10.0.1.1").value("Max-Forwards"))
                .contains("70");
    }

    @Test
    @DisplayName("RFC 5658: two Record-Routes where the transport changes, and both go again")
    void doubleRecordRoute() {
        var sent = ForwardedRequest.of(
                        ProxyFixture.request("INVITE"),
                        ProxyTarget.of(SipUri.parse("sip:bob@10.0.1.1")),
                        Optional.of(ProxyFixture.TCP),
                        60)
                .leaving(ProxyFixture.UDP)
                .build();
        assertThat(sent.values("Record-Route"))
                .containsExactly("<sip:10.0.0.1:5060;lr>", "<sip:10.0.0.1:5060;transport=tcp;lr>");
        var back = passed(ProxyFixture.request(
                "BYE", "Route: <sip:10.0.0.1:5060;lr>, <sip:10.0.0.1:5060;transport=tcp;lr>, <sip:10.0.0.7;lr>"));
        assertThat(back.looseRouted()).isTrue();
        assertThat(back.request().values("Route")).containsExactly("<sip:10.0.0.7;lr>");
    }

    @Test
    @DisplayName("§16.4: an maddr of ours is taken away, another one stays")
    void ownMaddr() {
        var ours = ProxyFixture.requestTo("sip:bob@example.com:5070;maddr=10.0.0.1;transport=udp", "INVITE");
        assertThat(passed(ours).request().uri()).hasToString("sip:bob@example.com");
        var other = ProxyFixture.requestTo("sip:bob@example.com;maddr=10.0.0.3", "INVITE");
        assertThat(passed(other).request().uri()).hasToString("sip:bob@example.com;maddr=10.0.0.3");
    }

    @Test
    @DisplayName("§16.4, §16.6 item 6: strict routers before and behind us")
    void strictRouters() {
        var from = passed(
                ProxyFixture.requestTo("sip:10.0.0.1;lr", "INVITE", "Route: <sip:10.0.0.7;lr>, <sip:bob@10.0.1.1>"));
        assertThat(from.request().uri()).hasToString("sip:bob@10.0.1.1");
        assertThat(from.request().values("Route")).containsExactly("<sip:10.0.0.7;lr>");
        var to = forward(ProxyFixture.request("INVITE", "Route: <sip:10.0.0.8>"), "sip:bob@10.0.1.1");
        assertThat(to.uri()).hasToString("sip:10.0.0.8");
        assertThat(to.values("Route")).containsExactly("<sip:bob@10.0.1.1>");
    }

    @Test
    @DisplayName("§16.6 item 6: our own route stands before the others, and has to be loose")
    void ownRoutes() {
        var target = ProxyTarget.of(SipUri.parse("sip:bob@10.0.1.1")).through(SipUri.parse("sip:10.0.0.5"));
        var sent = ForwardedRequest.of(
                ProxyFixture.request("INVITE", "Route: <sip:10.0.0.7;lr>"), target, Optional.empty(), 60);
        assertThat(sent.nextHop().orElseThrow().host()).isEqualTo("10.0.0.5");
        assertThat(sent.leaving(ProxyFixture.UDP).build().values("Route"))
                .containsExactly("<sip:10.0.0.5;lr>", "<sip:10.0.0.7;lr>");
        var strict = RouteHeader.TYPE.parse("<sip:10.0.0.5>");
        assertThatThrownBy(() -> new ProxyTarget(SipUri.parse("sip:b@x"), List.of(strict), Optional.empty(), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("RFC 5393 §4.2: what comes back unchanged is a loop, what comes back changed a spiral")
    void loopsAndSpirals() {
        // Once more it passes, since another sends it now: us.
        var first = forward(ProxyFixture.request("INVITE"), "sip:bob@example.com");
        assertThat(refused(forward(passed(first).request(), "sip:bob@example.com")))
                .isEqualTo(482);
        var spiral = forward(ProxyFixture.request("INVITE"), "sip:carol@example.com");
        assertThat(passed(spiral).request().vias()).hasSize(2);
        var second = forward(passed(spiral).request(), "sip:bob@example.com");
        var third = forward(passed(second).request(), "sip:carol@example.com");
        assertThat(refused(third)).isEqualTo(482);
        var others = ProxyFixture.request("INVITE", "Via: SIP/2.0/UDP 10.0.0.1;branch=;x=\"y\"");
        assertThat(passed(others)).isNotNull();
    }

    @Test
    @DisplayName("§16.11: repeated request, CANCEL and ACK get the same branch, another target another one")
    void statelessBranches() {
        var bob = ProxyTarget.of(SipUri.parse("sip:bob@10.0.1.1"));
        var invite = branch(ProxyFixture.request("INVITE"), bob);
        assertThat(branch(ProxyFixture.request("INVITE"), bob)).isEqualTo(invite);
        assertThat(branch(ProxyFixture.request("CANCEL"), bob)).isEqualTo(invite);
        assertThat(branch(ProxyFixture.request("ACK"), bob)).isEqualTo(invite);
        assertThat(branch(ProxyFixture.request("INVITE"), ProxyTarget.of(SipUri.parse("sip:bob@10.0.1.2"))))
                .isNotEqualTo(invite);
    }

    private static String branch(SipRequest request, ProxyTarget target) {
        return ForwardedRequest.stateless(request, target, Optional.empty())
                .statelessVia(ProxyFixture.UDP)
                .branch()
                .orElseThrow();
    }
}
