package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.DialOptions;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.sip.core.proxy.ProxyRules;
import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.systemtests.fixture.SipAlg;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.TwoDomains;
import io.switchhook.testkit.WireRule;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 3665 §3 through two proxies")
class TwoProxiesTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private final TwoDomains domains = new TwoDomains(stage);

    @Test
    @DisplayName("§3.2 session establishment through two proxies")
    void callThroughTwoProxies() {
        domains.proxy1(TwoDomains.challengingOutbound());
        domains.proxy2(TwoDomains.inbound());
        var bob = domains.bob().on(afterSeconds(2));
        var alice = domains.alice();
        // An INVITE of more than 1300 bytes would change over to TCP between the proxies (RFC 3261 §18.1.1).
        var brief = DialOptions.DEFAULT.withSettings(CallSettings.DEFAULT.withoutQualityReports());
        var call = alice.prepare(TwoDomains.BOB, brief);
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        alice.assertTalksWith(bob);
        bob.lastIncoming().hangUp();
        assertThat(stage.await(call.ended()).by()).isEqualTo(CallEnding.Party.REMOTE);
        stage.seconds(1);
        domains.assertHop(
                "alice",
                "proxy1",
                List.of("INVITE", "ACK", "INVITE", "ACK", "200 BYE"),
                List.of("407 INVITE", "100 INVITE", "180 INVITE", "200 INVITE", "BYE"));
        domains.assertHop(
                "proxy1",
                "proxy2",
                List.of("INVITE", "ACK", "200 BYE"),
                List.of("100 INVITE", "180 INVITE", "200 INVITE", "BYE"));
        domains.assertHop(
                "proxy2", "bob", List.of("INVITE", "ACK", "200 BYE"), List.of("180 INVITE", "200 INVITE", "BYE"));
        domains.assertHop("alice", "bob", List.of(), List.of());
        var atBob = stage.requests("proxy2", "INVITE").get(0);
        assertThat(atBob.headers("Via")).hasSize(3);
        assertThat(atBob.headers("Record-Route")).hasSize(2);
        assertThat(atBob.header("Max-Forwards")).contains("68");
    }

    @Test
    @DisplayName("§3.2 over TCP on one side: both sides are recorded, and the dialog finds its way back")
    void transportChangesOnTheWay() {
        domains.proxy1(TwoDomains.outbound());
        domains.proxy2(TwoDomains.inbound());
        var bob = domains.bob("bob", ";transport=tcp").answering();
        var alice = domains.alice(";transport=tcp");
        var call = alice.talkTo(TwoDomains.BOB);
        alice.assertTalksWith(bob);
        assertThat(stage.requests("proxy2", "INVITE").get(0).headers("Record-Route"))
                .hasSize(4);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        alice.assertTalksWith(bob);
        stage.await(call.hangUp());
        domains.assertHop("alice", "bob", List.of(), List.of());
    }

    @Test
    @DisplayName("§3.3 session with multiple proxy authentication")
    void eachProxyAsksInItsTurn() {
        domains.proxy1(TwoDomains.challengingOutbound());
        domains.proxy2(TwoDomains.challengingInbound());
        var bob = domains.bob().answering();
        var alice = domains.alice();
        var call = alice.talkTo(TwoDomains.BOB);
        alice.assertTalksWith(bob);
        stage.await(call.hangUp());
        stage.seconds(1);
        domains.assertHop(
                "alice",
                "proxy1",
                List.of("INVITE", "ACK", "INVITE", "ACK", "INVITE", "ACK", "BYE"),
                List.of("407 INVITE", "100 INVITE", "407 INVITE", "100 INVITE", "200 INVITE", "200 BYE"));
        domains.assertHop(
                "proxy1",
                "proxy2",
                List.of("INVITE", "ACK", "INVITE", "ACK", "BYE"),
                List.of("407 INVITE", "100 INVITE", "200 INVITE", "200 BYE"));
        var last = stage.requests("alice", "INVITE").get(2);
        assertThat(last.headers("Proxy-Authorization")).hasSize(2);
    }

    @Test
    @DisplayName(
            "RFC 3261 §22.3: a proxy of another domain, whose realm the account has no login for, is told nothing; the outcome names the realm")
    void proxyOfAnotherDomainGetsNoDigestOfOurs() {
        domains.proxy1(TwoDomains.challengingOutbound());
        domains.proxy2(TwoDomains.challengingInbound());
        domains.bob();
        var alice = stage.telephone(
                "alice",
                SipAccount.builder("sip:alice@" + TwoDomains.ATLANTA)
                        .proxy("sip:" + TwoDomains.ATLANTA)
                        .secret("alice")
                        .build());
        assertThat(alice.dial(TwoDomains.BOB)).isInstanceOfSatisfying(DialOutcome.Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(407);
            assertThat(refused.warning().orElseThrow())
                    .contains("realm \"biloxi.example.com\"")
                    .contains("Give a login for that realm");
        });
        assertThat(stage.requests("alice", "INVITE"))
                .noneMatch(invite ->
                        String.join("", invite.headers("Proxy-Authorization")).contains("realm=\"biloxi"));
    }

    @Test
    @DisplayName("§3.4 successful session with proxy failure: the second proxy is tried")
    void secondProxyIsTried() {
        // F8 is F1 once more, with the number it had.
        stage.expectBreachesOf(WireRule.CSEQ_INCREASES);
        domains.proxy2(TwoDomains.challengingInbound(), builder -> builder.domain("proxies.example.com"));
        var proxy1 = stage.host("proxy1", "10.0.2.1");
        stage.simulation()
                .dns()
                .srv("_sip._udp.proxies.example.com", 1, 1, 5060, "ss1.example.com")
                .srv("_sip._udp.proxies.example.com", 2, 1, 5060, "ss2.example.com")
                .a("ss1.example.com", "10.0.2.1")
                .a("ss2.example.com", "10.0.2.2");
        var bob = domains.bob().on(afterSeconds(2));
        var alice = stage.telephone(
                "alice",
                SipAccount.builder("sip:alice@" + TwoDomains.ATLANTA)
                        .proxy("sip:proxies.example.com")
                        .secret("alice")
                        .build());
        stage.simulation().cut(stage.host("alice"), proxy1);
        var call = alice.talkTo(TwoDomains.BOB);
        alice.assertTalksWith(bob);
        bob.lastIncoming().hangUp();
        stage.await(call.ended());
        stage.seconds(1);
        assertThat(stage.requests("alice", "INVITE").stream()
                        .filter(invite -> invite.branch()
                                .equals(stage.requests("alice", "INVITE").get(0).branch())))
                .hasSize(7);
        domains.assertHop(
                "alice",
                "proxy2",
                List.of("INVITE", "ACK", "INVITE", "ACK", "200 BYE"),
                List.of("407 INVITE", "100 INVITE", "180 INVITE", "200 INVITE", "BYE"));
        domains.assertHop(
                "proxy2", "bob", List.of("INVITE", "ACK", "200 BYE"), List.of("180 INVITE", "200 INVITE", "BYE"));
    }

    @Test
    @DisplayName("§3.5 session through a SIP ALG")
    void callThroughAnAlg() {
        // The rule looks for the ACK where the 200 went; Proxy 2 records no route.
        stage.expectBreachesOf(WireRule.ACK);
        domains.proxy2(TwoDomains.inbound(), builder -> builder.withoutRecordRoute());
        var host = stage.host("alg", "10.0.2.4");
        var alg = new SipAlg(host, host.address());
        var bob = domains.bob().on(afterSeconds(1));
        var alice = stage.telephone(
                "alice",
                SipAccount.builder("sip:alice@" + TwoDomains.ATLANTA)
                        .proxy("sip:10.0.2.4")
                        .build());
        var call = alice.talkTo(TwoDomains.BOB);
        alice.assertTalksWith(bob);
        stage.await(call.hangUp());
        stage.seconds(1);
        domains.assertHop(
                "alice",
                "alg",
                List.of("INVITE", "ACK", "BYE"),
                List.of("100 INVITE", "180 INVITE", "200 INVITE", "200 BYE"));
        domains.assertHop("alg", "proxy2", List.of("INVITE"), List.of("100 INVITE", "180 INVITE", "200 INVITE"));
        domains.assertHop("proxy2", "bob", List.of("INVITE"), List.of("180 INVITE", "200 INVITE"));
        domains.assertHop("alg", "bob", List.of("ACK", "BYE"), List.of("200 BYE"));
        assertThat(stage.requests("alg", "INVITE").get(0).body()).contains("c=IN IP4 10.0.2.4");
        assertThat(stage.answers("alg", "INVITE", 200).get(0).body()).contains("c=IN IP4 10.0.2.4");
        stage.seconds(40);
        assertThat(stage.await(alg.load()).isEmpty()).isTrue();
        stage.await(alg.close());
    }

    @Test
    @DisplayName("§3.6 session via redirect and proxy servers with SDP in ACK")
    void callerFollowsARedirectionWithALateOffer() {
        domains.proxy2(TwoDomains.inbound());
        redirectServer();
        var bob = domains.bob().on(afterSeconds(1));
        var alice = stage.telephone(
                "alice", SipAccount.builder("sip:alice@" + TwoDomains.ATLANTA).build());
        var redirected = alice.dial("sip:bob@redirect.example.com");
        assertThat(redirected).isEqualTo(new DialOutcome.Redirected(302, List.of(TwoDomains.BOB)));
        var call = alice.prepare(TwoDomains.BOB, DialOptions.DEFAULT.withLateOffer());
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        alice.assertTalksWith(bob);
        bob.lastIncoming().hangUp();
        stage.await(call.ended());
        stage.seconds(1);
        domains.assertHop("alice", "redirect", List.of("INVITE", "ACK"), List.of("302 INVITE"));
        domains.assertHop(
                "alice",
                "proxy2",
                List.of("INVITE", "ACK", "200 BYE"),
                List.of("100 INVITE", "180 INVITE", "200 INVITE", "BYE"));
        domains.assertHop(
                "proxy2", "bob", List.of("INVITE", "ACK", "200 BYE"), List.of("180 INVITE", "200 INVITE", "BYE"));
        assertThat(stage.requests("proxy2", "INVITE").get(0).body()).isEmpty();
        assertThat(stage.requests("proxy2", "ACK").get(0).body()).contains("m=audio");
    }

    private void redirectServer() {
        stage.proxy(
                "redirect",
                "10.0.2.3",
                builder -> builder.domain("redirect.example.com")
                        .policy(request -> RoutingDecision.redirect(SipUri.parse(TwoDomains.BOB))));
        stage.simulation().dns().a("redirect.example.com", "10.0.2.3");
    }

    @Test
    @DisplayName("RFC 3261 §16.7 item 4: a proxy may follow the redirection itself")
    void proxyFollowsARedirection() {
        domains.proxy1(TwoDomains.outbound(), builder -> builder.rules(ProxyRules.DEFAULT.withRecursion()));
        domains.proxy2(TwoDomains.inbound());
        redirectServer();
        var bob = domains.bob().answering();
        var alice = domains.alice();
        alice.talkTo("sip:bob@redirect.example.com");
        alice.assertTalksWith(bob);
        domains.assertHop("proxy1", "redirect", List.of("INVITE", "ACK"), List.of("302 INVITE"));
        assertThat(stage.answers("proxy1", "INVITE", 302)).isEmpty();
    }

    @Test
    @DisplayName("§3.7 session with re-INVITE past a proxy that records no route")
    void reInviteGoesPastAProxyThatRecordsNoRoute() {
        // The rule looks for the ACK where the 200 went; here it goes from end to end.
        stage.expectBreachesOf(WireRule.ACK);
        domains.proxy1(TwoDomains.outbound(), builder -> builder.withoutRecordRoute());
        domains.proxy2(TwoDomains.inbound(), builder -> builder.withoutRecordRoute());
        var bob = domains.bob().answering();
        var alice = domains.alice();
        var call = alice.talkTo(TwoDomains.BOB);
        assertThat(stage.await(bob.lastIncoming().hold()).isDone()).isTrue();
        assertThat(stage.await(bob.lastIncoming().resume()).isDone()).isTrue();
        alice.assertTalksWith(bob);
        bob.lastIncoming().hangUp();
        stage.await(call.ended());
        stage.seconds(1);
        domains.assertHop("alice", "proxy1", List.of("INVITE"), List.of("100 INVITE", "200 INVITE"));
        domains.assertHop("proxy1", "proxy2", List.of("INVITE"), List.of("100 INVITE", "200 INVITE"));
        domains.assertHop("proxy2", "bob", List.of("INVITE"), List.of("200 INVITE"));
        domains.assertHop(
                "alice",
                "bob",
                List.of("ACK", "200 INVITE", "200 INVITE", "200 BYE"),
                List.of("INVITE", "ACK", "INVITE", "ACK", "BYE"));
    }

    @Test
    @DisplayName("RFC 3261 §12.2.1.1: re-INVITE through the recorded route")
    void reInviteTakesTheRecordedRoute() {
        domains.proxy1(TwoDomains.outbound());
        domains.proxy2(TwoDomains.inbound());
        var bob = domains.bob().answering();
        var alice = domains.alice();
        var call = alice.talkTo(TwoDomains.BOB);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        alice.assertHearsNothing();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        alice.assertTalksWith(bob);
        stage.await(call.hangUp());
        stage.seconds(1);
        domains.assertHop(
                "proxy1",
                "proxy2",
                List.of("INVITE", "ACK", "INVITE", "ACK", "INVITE", "ACK", "BYE"),
                List.of("100 INVITE", "200 INVITE", "100 INVITE", "200 INVITE", "100 INVITE", "200 INVITE", "200 BYE"));
    }

    @Test
    @DisplayName("§3.8 unsuccessful no answer: CANCEL hop by hop")
    void callerGivesUp() {
        domains.proxy1(TwoDomains.outbound());
        domains.proxy2(TwoDomains.inbound());
        var bob = domains.bob();
        var alice = domains.alice();
        var call = alice.prepare(TwoDomains.BOB);
        var started = call.start();
        stage.until(() -> !bob.incoming().isEmpty());
        stage.seconds(3);
        call.hangUp();
        assertThat(stage.await(started).isAnswered()).isFalse();
        stage.seconds(1);
        assertThat(bob.lastIncoming().state().isEnded()).isTrue();
        var there = List.of("INVITE", "CANCEL", "ACK");
        domains.assertHop("alice", "proxy1", there, List.of("100 INVITE", "180 INVITE", "200 CANCEL", "487 INVITE"));
        domains.assertHop("proxy1", "proxy2", there, List.of("100 INVITE", "180 INVITE", "200 CANCEL", "487 INVITE"));
        domains.assertHop("proxy2", "bob", there, List.of("180 INVITE", "200 CANCEL", "487 INVITE"));
    }

    @Test
    @DisplayName("§3.9 unsuccessful busy")
    void calleeIsBusy() {
        domains.proxy1(TwoDomains.outbound());
        domains.proxy2(TwoDomains.inbound());
        domains.bob().on(IncomingCall::reject);
        var alice = domains.alice();
        assertThat(alice.dial(TwoDomains.BOB))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(486));
        stage.seconds(1);
        assertHopOfRefusal("486 INVITE");
    }

    private void assertHopOfRefusal(String refusal) {
        var there = List.of("INVITE", "ACK");
        assertThat(stage.flow("alice", "proxy1")).isEqualTo(there);
        assertThat(stage.flow("proxy1", "proxy2")).isEqualTo(there);
        assertThat(stage.flow("proxy1", "alice")).startsWith("100 INVITE").endsWith(refusal);
        assertThat(stage.flow("proxy2", "proxy1")).startsWith("100 INVITE").endsWith(refusal);
    }

    @Test
    @DisplayName("§3.10 unsuccessful no response from user agent: 408, as RFC 3261 §16.7 item 6 has it")
    void calleeIsDead() {
        domains.proxy1(TwoDomains.outbound());
        domains.proxy2(TwoDomains.inbound());
        var bob = domains.bob();
        stage.simulation().cutOneWay(stage.host("proxy2"), stage.host("bob"));
        var alice = domains.alice();
        var outcome = alice.dial(TwoDomains.BOB);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(408));
        // The figure has seven INVITEs to Bob, F4 and F6 to F11: Timer A at 0.5, 1, 2, 4, 8 and 16 s.
        assertThat(stage.requests("proxy2", "INVITE")).hasSize(7);
        stage.seconds(1);
        assertHopOfRefusal("408 INVITE");
        assertThat(bob.incoming()).isEmpty();
        stage.simulation().restore(stage.host("proxy2"), stage.host("bob"));
    }

    @Test
    @DisplayName("§3.11 unsuccessful temporarily unavailable: 480 after ringing")
    void calleeRingsAndIsUnavailable() {
        domains.proxy1(TwoDomains.outbound());
        domains.proxy2(TwoDomains.inbound());
        domains.bob().on(call -> stage.simulation().after(Duration.ofSeconds(2), () -> call.reject(480)));
        assertThat(domains.alice().dial(TwoDomains.BOB))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(480));
        stage.seconds(1);
        domains.assertHop(
                "proxy1", "proxy2", List.of("INVITE", "ACK"), List.of("100 INVITE", "180 INVITE", "480 INVITE"));
    }

    private Consumer<IncomingCall> afterSeconds(int seconds) {
        return call -> stage.simulation().after(Duration.ofSeconds(seconds), call::answer);
    }
}
