package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.sip.core.proxy.ProxyRules;
import io.switchhook.sip.core.proxy.ProxyTarget;
import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.core.proxy.TargetSet;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.proxy.ProxyServer;
import io.switchhook.stack.proxy.RoutingPolicy;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.TwoDomains;
import io.switchhook.testkit.WireMessage;
import io.switchhook.testkit.WireRule;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3261 §16, RFC 5393: a proxy between whole phones")
class ProxyTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private final TwoDomains domains = new TwoDomains(stage);

    @Test
    @DisplayName("§16.7 item 10: two phones ring, one is answered, the other one stops")
    void otherPhoneStopsRinging() {
        domains.proxy1(TwoDomains.outbound());
        domains.proxy2(TwoDomains.inbound());
        var desk = domains.bob("desk", "");
        var mobile = domains.bob("mobile", "");
        desk.on(call -> stage.simulation().after(Duration.ofSeconds(2), call::answer));
        var alice = domains.alice();
        var call = alice.talkTo(TwoDomains.BOB);
        assertThat(mobile.incoming()).hasSize(1);
        alice.assertTalksWith(desk);
        assertThat(mobile.lastIncoming().state().isEnded()).isTrue();
        assertThat(stage.requests("proxy2", "CANCEL").get(0).header("Reason"))
                .as("RFC 3326 §3.1")
                .contains("SIP;cause=200;text=\"Call completed elsewhere\"");
        domains.assertHop(
                "proxy2",
                "mobile",
                List.of("INVITE", "CANCEL", "ACK"),
                List.of("180 INVITE", "200 CANCEL", "487 INVITE"));
        stage.await(call.hangUp());
    }

    @Test
    @DisplayName("§16.7 item 5: both phones are answered, both 200 reach the caller, who ends one of the calls")
    void everySuccessReachesTheCaller() {
        // The rules take all messages of a Call-ID for one dialog; here are two.
        stage.expectBreachesOf(WireRule.CSEQ_INCREASES, WireRule.AFTER_BYE);
        domains.proxy1(TwoDomains.outbound());
        domains.proxy2(TwoDomains.inbound());
        var desk = domains.bob("desk", "").answering();
        var mobile = domains.bob("mobile", "").answering();
        var alice = domains.alice();
        var call = alice.talkTo(TwoDomains.BOB);
        stage.seconds(1);
        var tags = stage.answers("proxy1", "INVITE", 200).stream()
                .map(answer -> answer.toTag().orElseThrow())
                .distinct();
        assertThat(tags).hasSize(2);
        var talking = desk.lastIncoming().state().isEnded() ? mobile : desk;
        var ended = talking == desk ? mobile : desk;
        assertThat(ended.lastIncoming().state().isEnded()).isTrue();
        alice.assertTalksWith(talking);
        stage.await(call.hangUp());
    }

    @Test
    @DisplayName(
            "RFC 6026 §7.1: a 200 that comes again, and that of another fork, go back through proxies that have let go of the call")
    void furtherSuccessFindsItsWayBack() {
        // The rules take all messages of a Call-ID for one dialog; here are two.
        stage.expectBreachesOf(WireRule.CSEQ_INCREASES, WireRule.AFTER_BYE);
        domains.proxy1(TwoDomains.outbound());
        domains.proxy2(request -> RoutingDecision.to(SipUri.parse("sip:bob@10.0.3.3:5060")));
        var bob = stage.peer("bob", "bob", "10.0.3.3", 5_060).lenient();
        var audio = stage.probe("bob", 9_000);
        var alice = domains.alice();
        var started = alice.prepare(TwoDomains.BOB).start();
        var invite = bob.expectRequest("INVITE");
        var first = bob.dialog(invite);
        var second = bob.dialog(invite);
        first.respondWithSdp(invite, 200, audio.sdp());
        first.expectRequest("ACK");
        first.respondWithSdp(invite, 200, audio.sdp());
        stage.seconds(1);
        assertThat(stage.requests("proxy2", "ACK")).hasSize(2);
        second.respondWithSdp(invite, 200, audio.sdp());
        second.expectRequest("ACK");
        second.respond(second.expectRequest("BYE"), 200);
        assertThat(stage.await(started).isAnswered()).isTrue();
        assertThat(stage.answers("proxy1", "INVITE", 200)).hasSize(3);
    }

    private static void assertTellsOfItself(WireMessage answer) {
        assertThat(answer.header("Accept")).contains("*/*");
        assertThat(answer.header("Accept-Encoding")).contains("identity");
        assertThat(answer.header("Accept-Language")).contains("*");
        assertThat(answer.header("Supported")).contains("example, outbound, path");
        assertThat(answer.header("Allow")).as("ambiguous of a proxy").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("§11.2, §16.3 item 3: a proxy that is asked what it can says so, and names no methods")
    void optionsOfTheProxyItself(boolean stateless) {
        stage.proxy(
                "proxy",
                "10.0.2.9",
                builder -> (stateless ? builder.stateless() : builder)
                        .domain("example.net")
                        .extension("example")
                        .edge()
                        .policy(request -> RoutingDecision.reject(404, "Not Found")));
        var asking = stage.peer("asking", "asking", "10.0.3.9", 5_060)
                .lenient()
                .target(new InetSocketAddress(stage.host("proxy").address(), 5_060));
        asking.newDialog("sip:example.net").send("OPTIONS", draft -> {});
        assertTellsOfItself(asking.expectResponse("OPTIONS", 200));
        asking.newDialog("sip:bob@example.org").send("OPTIONS", draft -> draft.replace("Max-Forwards", "0"));
        assertTellsOfItself(asking.expectResponse("OPTIONS", 200));
    }

    @Test
    @DisplayName("§16.6: the second target is called when the first is busy")
    void sequentialForking() {
        domains.proxy1(TwoDomains.outbound());
        domains.proxy2(request -> RoutingDecision.sequential(uriOf("desk"), uriOf("mobile")));
        var desk = atAddress("desk").on(IncomingCall::reject);
        var mobile = atAddress("mobile").answering();
        var alice = domains.alice();
        var call = alice.talkTo(TwoDomains.BOB);
        alice.assertTalksWith(mobile);
        assertThat(desk.incoming()).hasSize(1);
        stage.await(call.hangUp());
    }

    private Telephone atAddress(String host) {
        return stage.direct(host);
    }

    private SipUri uriOf(String host) {
        return SipUri.of(host, stage.host(host).address().getHostAddress());
    }

    @Test
    @DisplayName("§16.8: timer C ends a call that rings without news")
    void timerCEndsTheCall() {
        domains.proxy1(TwoDomains.outbound());
        domains.proxy2(request -> RoutingDecision.to(SipUri.parse("sip:bob@10.0.3.3:5060")));
        var bob = stage.peer("bob", "bob", "10.0.3.3", 5_060);
        var alice = domains.alice();
        var started = alice.prepare(TwoDomains.BOB).start();
        var invite = bob.expectRequest("INVITE");
        bob.respond(invite, 180);
        stage.seconds(184);
        assertThat(stage.requests("proxy2", "CANCEL")).isEmpty();
        stage.seconds(2);
        bob.respond(bob.expectRequest("CANCEL"), 200);
        bob.respond(invite, 487);
        bob.expectRequest("ACK");
        assertThat(stage.await(started))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(487));
    }

    @Test
    @DisplayName("§16.8: after 100 alone timer C cancels, and who answers all the same is connected")
    void successAfterTimerC() {
        domains.proxy2(request -> RoutingDecision.to(SipUri.parse("sip:bob@10.0.3.1")));
        var bob = stage.peer("bob", "bob", "10.0.3.1", 5_060).lenient();
        var caller = domains.toProxy2(stage.peer("caller", "caller", "10.0.3.3", 5_060));
        var dialog = caller.newDialog(TwoDomains.BOB);
        var sent = dialog.invite("v=0\r\n");
        var invite = bob.expectRequest("INVITE");
        bob.respond(invite, 100);
        stage.seconds(186);
        bob.respond(bob.expectRequest("CANCEL"), 200);
        var called = bob.dialog(invite);
        called.respond(invite, 200);
        var answer = caller.expectFinal("INVITE", Duration.ofSeconds(1));
        assertThat(answer.status()).isEqualTo(200);
        dialog.learn(answer);
        dialog.ack(sent, answer);
        bob.expectRequest("ACK");
    }

    @Test
    @DisplayName("RFC 3326 §2: the Reason of a CANCEL is passed on")
    void reasonOfCancel() {
        domains.proxy2(request -> RoutingDecision.to(SipUri.parse("sip:bob@10.0.3.1")));
        var bob = stage.peer("bob", "bob", "10.0.3.1", 5_060).lenient();
        var caller = domains.toProxy2(stage.peer("caller", "caller", "10.0.3.3", 5_060));
        var dialog = caller.newDialog(TwoDomains.BOB);
        var sent = dialog.invite("v=0\r\n");
        var invite = bob.expectRequest("INVITE");
        bob.respond(invite, 180);
        dialog.cancel(sent, draft -> draft.header("Reason", "SIP;cause=200;text=\"Call completed elsewhere\""));
        var cancel = bob.expectRequest("CANCEL");
        assertThat(cancel.headers("Reason")).containsExactly("SIP;cause=200;text=\"Call completed elsewhere\"");
        bob.respond(cancel, 200);
        bob.respond(invite, 487);
        caller.expectResponse("INVITE", 487);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("§16.6 items 6 and 7: a strict router behind us is not passed over for the loose one behind it")
    void strictRouterBeforeALooseOne(boolean stateless) {
        domains.proxy2(TwoDomains.outbound(), builder -> stateless ? builder.stateless() : builder);
        var strict = stage.peer("strict", "strict", "10.0.3.1", 5_060).lenient();
        var caller = domains.toProxy2(stage.peer("caller", "caller", "10.0.3.3", 5_060));
        caller.newDialog("sip:bob@far.example.net")
                .send(
                        "MESSAGE",
                        draft -> draft.header("Route", "<sip:10.0.2.2;lr>, <sip:10.0.3.1>, <sip:10.0.3.9;lr>"));
        var message = strict.expectRequest("MESSAGE");
        assertThat(message.requestUri()).isEqualTo("sip:10.0.3.1");
        assertThat(message.elements("Route")).containsExactly("<sip:10.0.3.9;lr>", "<sip:bob@far.example.net>");
        strict.respond(message, 200);
        caller.expectResponse("MESSAGE", 200);
    }

    @Test
    @DisplayName("§16.11: a call through a proxy without memory, which restarts in the middle")
    void statelessProxyRestarts() {
        restartInACall(builder -> builder.stateless());
    }

    @Test
    @DisplayName("§16.11: a call through a stateful proxy, which restarts in the middle")
    void statefulProxyRestarts() {
        restartInACall(builder -> builder);
    }

    private void restartInACall(UnaryOperator<ProxyServer.Builder> kind) {
        var first = domains.proxy1(TwoDomains.outbound(), kind);
        domains.proxy2(TwoDomains.inbound());
        var bob = domains.bob().answering();
        var alice = domains.alice();
        var call = alice.talkTo(TwoDomains.BOB);
        alice.assertTalksWith(bob);
        stage.await(first.closeAsync());
        domains.proxy1(TwoDomains.outbound(), kind);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        alice.assertTalksWith(bob);
        bob.lastIncoming().hangUp();
        assertThat(stage.await(call.ended()).by()).isEqualTo(CallEnding.Party.REMOTE);
        domains.assertHop("alice", "bob", List.of(), List.of());
    }

    @Test
    @DisplayName("§16.11: a refused and a cancelled call through a proxy without memory")
    void statelessProxyPassesRefusalsAndCancels() {
        domains.proxy1(TwoDomains.outbound(), builder -> builder.stateless());
        domains.proxy2(TwoDomains.inbound());
        var bob = domains.bob().on(IncomingCall::reject);
        var alice = domains.alice();
        assertThat(alice.dial(TwoDomains.BOB)).isInstanceOf(DialOutcome.Refused.class);
        bob.on(call -> {});
        var call = alice.prepare(TwoDomains.BOB);
        var started = call.start();
        stage.until(() -> bob.incoming().size() == 2);
        stage.seconds(1);
        call.hangUp();
        assertThat(stage.await(started).isAnswered()).isFalse();
        stage.seconds(1);
        assertThat(bob.lastIncoming().state().isEnded()).isTrue();
    }

    @Test
    @DisplayName("RFC 5393 §3: two addresses that fork to each other do not flood the network")
    void loopAttack() {
        RoutingPolicy circle =
                request -> RoutingDecision.parallel(SipUri.of("a", "10.0.2.1"), SipUri.of("b", "10.0.2.1"));
        domains.proxy1(circle, builder -> builder.rules(ProxyRules.DEFAULT));
        var alice = domains.alice();
        var outcome = alice.dial("sip:a@10.0.2.1");
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(482));
        assertThat(stage.requests("proxy1", "INVITE").stream()
                        .map(WireMessage::branch)
                        .distinct())
                .hasSizeLessThan(20);
    }

    @Test
    @DisplayName(
            "RFC 5393 §4.2.1: what an application server sends back is no loop, since the policy looks at who sends it")
    void throughAnApplicationServerAndBack() {
        var server = SipUri.parse("sip:10.0.3.9;lr");
        var inbound = TwoDomains.inbound();
        domains.proxy2(request ->
                request.from().remote().getAddress().getHostAddress().equals("10.0.3.9")
                        ? inbound.route(request)
                        : new RoutingDecision.Forward(TargetSet.parallel(
                                List.of(ProxyTarget.of(request.message().uri()).through(server)))));
        stage.proxy("application", "10.0.3.9", builder -> builder.policy(r -> RoutingDecision.onward(r.message())));
        domains.bob().rejecting();
        var alice = stage.telephone(
                "alice", SipAccount.builder("sip:alice@" + TwoDomains.BILOXI).build());
        assertThat(alice.dial(TwoDomains.BOB))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(486));
    }

    @Test
    @DisplayName("§16.7 item 6: nobody is registered, nobody is known")
    void unknownCallees() {
        domains.proxy2(TwoDomains.inbound());
        var alice = stage.telephone(
                "alice", SipAccount.builder("sip:alice@" + TwoDomains.ATLANTA).build());
        assertThat(alice.dial(TwoDomains.BOB))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(480));
        assertThat(alice.dial("sip:nobody@" + TwoDomains.BILOXI))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(404));
    }

    @Test
    @DisplayName("A policy on the loop leads a call to its end, and is answered 500 when it fails")
    void policyOnTheLoop() {
        var inbound = TwoDomains.inbound();
        domains.proxy1(TwoDomains.outbound(), builder -> builder.policyOnLoop(TwoDomains.outbound()));
        domains.proxy2(
                inbound,
                builder -> builder.policyOnLoop(request -> {
                    if (request.message().uri().toString().contains("nobody")) {
                        throw new IllegalStateException("no such table");
                    }
                    return inbound.route(request);
                }));
        var bob = domains.bob().answering();
        var alice = domains.alice();
        var call = alice.talkTo(TwoDomains.BOB);
        alice.assertTalksWith(bob);
        stage.await(call.hangUp());
        assertThat(alice.dial("sip:nobody@" + TwoDomains.BILOXI))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(500));
    }

    @Test
    @DisplayName("A proxy that may remember one request answers the next one 503, until the first is forgotten")
    void boundOfTransactions() {
        domains.proxy2(TwoDomains.inbound(), builder -> builder.maxTransactions(1, 2));
        var alice = stage.telephone(
                "alice", SipAccount.builder("sip:alice@" + TwoDomains.ATLANTA).build());
        for (int status : List.of(404, 503)) {
            assertThat(alice.dial("sip:nobody@" + TwoDomains.BILOXI))
                    .isInstanceOfSatisfying(
                            DialOutcome.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(status));
        }
        stage.seconds(40);
        assertThat(alice.dial("sip:nobody@" + TwoDomains.BILOXI))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(404));
    }

    @Test
    @DisplayName("What a policy decides and cannot be carried out is answered 500")
    void policyDecidesNothing() {
        domains.proxy2(request -> null);
        var alice = stage.telephone(
                "alice", SipAccount.builder("sip:alice@" + TwoDomains.ATLANTA).build());
        assertThat(alice.dial(TwoDomains.BOB))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(500));
    }

    @Test
    @DisplayName("A policy that fails is answered 500")
    void policyFails() {
        domains.proxy2(request -> {
            throw new IllegalStateException("no database");
        });
        var alice = stage.telephone(
                "alice", SipAccount.builder("sip:alice@" + TwoDomains.ATLANTA).build());
        assertThat(alice.dial(TwoDomains.BOB))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(500));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:biloxi.example.com;lr>",
                "<sip:BILOXI.example.com.;lr>",
                "<sip:10.0.2.2:5070;lr>",
                "<sip:elsewhere.example.net:5070;maddr=10.0.2.2;lr>"
            })
    @DisplayName("§16.4, RFC 3263 §4.2: DNS leads a domain to another port than 5060, and a Route by its name is ours")
    void routeNamesADomainOnAnotherPort(String route) {
        var server = ProxyServer.builder()
                .listen("udp:10.0.2.2:5070")
                .world(stage.host("server", "10.0.2.2"))
                .domain(TwoDomains.BILOXI)
                .policy(request -> request.routed()
                        ? RoutingDecision.onward(request.message())
                        : RoutingDecision.to(SipUri.parse("sip:bob@10.0.3.3")))
                .start();
        var bob = stage.peer("bob", "bob", "10.0.3.3", 5_060).lenient();
        var alice = stage.peer("alice", "alice", "10.0.3.4", 5_060)
                .lenient()
                .target(new InetSocketAddress(stage.host("server").address(), 5_070));
        alice.newDialog(TwoDomains.BOB).send("MESSAGE", draft -> draft.header("Route", route));
        var message = bob.expectRequest("MESSAGE");
        assertThat(message.headers("Route")).isEmpty();
        bob.respond(message, 200);
        alice.expectResponse("MESSAGE", 200);
        stage.await(server.closeAsync());
    }
}
