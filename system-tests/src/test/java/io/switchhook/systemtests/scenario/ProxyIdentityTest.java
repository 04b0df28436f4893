package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.proxy.ProxyServer;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.TwoDomains;
import io.switchhook.testkit.WireMessage;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3325 §5 to §7, RFC 5876: who is calling, by proxies")
class ProxyIdentityTest {
    private static final DialOptions ANONYMOUS = DialOptions.DEFAULT.anonymously();
    private static final String ALICE = "<sip:alice@" + TwoDomains.ATLANTA + ">";

    @RegisterExtension
    final Stage stage = new Stage();

    private final TwoDomains domains = new TwoDomains(stage);

    private static UnaryOperator<ProxyServer.Builder> asserting() {
        return builder -> builder.trusting("10.0.2.0/24").assertingIdentities(TwoDomains.ATLANTA);
    }

    private static UnaryOperator<ProxyServer.Builder> trusting() {
        return builder -> builder.trusting("10.0.2.1");
    }

    private OutgoingCall talk(Telephone alice, Telephone bob, DialOptions options) {
        var call = alice.prepare(TwoDomains.BOB, options);
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        alice.assertTalksWith(bob);
        return call;
    }

    private static Optional<String> asserted(WireMessage message) {
        return message.header("P-Asserted-Identity");
    }

    private WireMessage inviteOf(String host) {
        return stage.requests(host, "INVITE").get(0);
    }

    private void assertNothingSaid(String proxy, String of) {
        var said = stage.sentBy(proxy).stream()
                .filter(message -> message.isRequest() && message.requestUri().startsWith("sip:bob@"))
                .map(WireMessage::toString);
        assertThat(said).isNotEmpty().noneMatch(text -> text.contains(of));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("Who calls anonymously stays unknown behind proxies that trust nobody")
    void nobodyIsTold(boolean stateful) {
        domains.proxy1(TwoDomains.outbound(), builder -> stateful ? builder : builder.stateless());
        domains.proxy2(TwoDomains.inbound());
        var bob = domains.bob().answering();
        var alice = domains.alice();
        var call = talk(alice, bob, ANONYMOUS);
        assertThat(inviteOf("alice").header("P-Preferred-Identity").orElseThrow())
                .contains("sip:alice@");
        assertThat(bob.lastIncoming().isAnonymous()).isTrue();
        stage.await(call.hangUp());
        assertNothingSaid("proxy1", "alice");
        assertNothingSaid("proxy2", "alice");
    }

    @Test
    @DisplayName(
            "§7: an authenticated caller is asserted to the next domain, and not to the called one when it calls anonymously")
    void toldAmongTrustedAlone() {
        domains.proxy1(TwoDomains.challengingOutbound(), asserting());
        domains.proxy2(TwoDomains.inbound(), trusting());
        var bob = domains.bob().answering();
        var alice = domains.alice();
        var call = talk(alice, bob, ANONYMOUS);
        stage.await(call.hangUp());
        assertThat(asserted(inviteOf("proxy1"))).contains(ALICE);
        assertThat(inviteOf("proxy1").header("P-Preferred-Identity")).isEmpty();
        assertThat(bob.lastIncoming().isAnonymous()).isTrue();
        assertThat(bob.lastIncoming().assertedNumber()).isEmpty();
        assertNothingSaid("proxy2", "alice");
    }

    @Test
    @DisplayName("§5: who does not mind is asserted to the called side too")
    void toldToTheCalled() {
        domains.proxy1(TwoDomains.challengingOutbound(), asserting());
        domains.proxy2(TwoDomains.inbound(), trusting());
        var bob = domains.bob().answering();
        var call = talk(domains.alice(), bob, DialOptions.DEFAULT);
        assertThat(bob.lastIncoming().assertedNumber()).contains("alice");
        stage.await(call.hangUp());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:boss@atlanta.example.com", "tel:+15550100", "nonsense<"})
    @DisplayName("§5: what a telephone asserts itself is replaced by what it has proved")
    void ownWordCountsForNothing(String claim) {
        domains.proxy1(TwoDomains.challengingOutbound(), asserting());
        domains.proxy2(TwoDomains.inbound(), trusting());
        var bob = domains.bob().answering();
        var call = talk(domains.alice(), bob, DialOptions.DEFAULT.withHeader("P-Asserted-Identity", "<" + claim + ">"));
        assertThat(asserted(inviteOf("proxy1"))).contains(ALICE);
        assertThat(bob.lastIncoming().assertedNumber()).contains("alice");
        stage.await(call.hangUp());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("§5: where nobody is trusted and nobody proves anything, nothing is asserted")
    void forgedIsTakenAway(boolean stateful) {
        domains.proxy1(TwoDomains.outbound(), builder -> stateful ? builder : builder.stateless());
        domains.proxy2(TwoDomains.inbound());
        var bob = domains.bob().answering();
        var call = talk(
                domains.alice(),
                bob,
                DialOptions.DEFAULT.withHeader("P-Asserted-Identity", "<sip:boss@atlanta.example.com>"));
        assertThat(bob.lastIncoming().assertedNumber()).isEmpty();
        stage.await(call.hangUp());
        assertNothingSaid("proxy1", "boss");
    }

    @Test
    @DisplayName("§6: a caller may prefer another address of its own, and no address of others")
    void preferredIdentity() {
        domains.proxy1(
                TwoDomains.challengingOutbound(), asserting().andThen(builder -> builder.domain("atlanta.net"))::apply);
        domains.proxy2(TwoDomains.inbound(), trusting());
        var bob = domains.bob().answering();
        var alice = domains.alice();
        for (var preferred :
                List.of("<sip:alice@atlanta.net;x=y>", "<sip:boss@atlanta.net>", "<sip:alice@biloxi.example.com>")) {
            stage.await(talk(alice, bob, DialOptions.DEFAULT.withHeader("P-Preferred-Identity", preferred))
                    .hangUp());
        }
        assertThat(stage.requests("proxy1", "INVITE"))
                .extracting(invite -> asserted(invite).orElseThrow())
                .containsExactly("<sip:alice@atlanta.net>", ALICE, ALICE);
        assertThat(stage.requests("proxy1", "INVITE"))
                .allMatch(invite -> invite.header("P-Preferred-Identity").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("§5: who answers can prove nothing: what it asserts does not come back")
    void answersAssertNothing(boolean stateful) {
        domains.proxy1(TwoDomains.outbound());
        domains.proxy2(
                request -> RoutingDecision.to(SipUri.parse("sip:bob@10.0.3.3:5060")),
                builder -> stateful ? builder : builder.stateless());
        var bob = stage.peer("bob", "bob", "10.0.3.3", 5_060);
        var audio = stage.probe("bob", 9_000);
        var alice = domains.alice();
        var started = alice.prepare(TwoDomains.BOB).start();
        var invite = bob.expectRequest("INVITE");
        var dialog = bob.dialog(invite);
        dialog.respond(
                invite,
                200,
                draft -> draft.body("application/sdp", audio.sdp())
                        .header("P-Asserted-Identity", "<sip:boss@biloxi.example.com>"));
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        assertThat(stage.answers("proxy2", "INVITE", 200))
                .isNotEmpty()
                .allMatch(answer -> asserted(answer).isEmpty());
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "RFC 3261 §22.3: credentials for one proxy go no further, to a proxy of its own trust neither when it asserts the identity instead")
    void credentialsAreSpent(boolean trusted) {
        domains.proxy1(
                TwoDomains.challengingOutbound(),
                builder -> trusted ? asserting().apply(builder) : builder);
        domains.proxy2(TwoDomains.challengingInbound());
        var bob = domains.bob().answering();
        var call = talk(domains.alice(), bob, DialOptions.DEFAULT);
        stage.await(call.hangUp());
        stage.await(bob.lastIncoming().ended());
        assertThat(stage.requests("alice", "INVITE")).hasSize(3);
        assertThat(stage.sentBy("proxy1").stream().filter(WireMessage::isRequest))
                .noneMatch(request -> request.toString().contains("realm=\"" + TwoDomains.ATLANTA));
        assertThat(stage.requests("proxy1", "BYE")
                        .get(0)
                        .header("Proxy-Authorization")
                        .orElseThrow())
                .contains("realm=\"" + TwoDomains.BILOXI);
    }

    @Test
    @DisplayName("RFC 5876 §3.2: what an ACK asserts goes no further")
    void acknowledgementsAssertNothing() {
        domains.proxy2(request -> RoutingDecision.to(SipUri.parse("sip:bob@10.0.3.3:5060")));
        var bob = stage.peer("bob", "bob", "10.0.3.3", 5_060).lenient();
        var alice = domains.toProxy2(stage.peer("alice", "alice", "10.0.3.4", 5_060));
        var audio = stage.probe("bob", 9_000);
        var caller = alice.newDialog(TwoDomains.BOB);
        var sent = caller.invite(audio.sdp());
        var invite = bob.expectRequest("INVITE");
        var callee = bob.dialog(invite);
        callee.respondWithSdp(invite, 200, audio.sdp());
        caller.ack(
                sent,
                caller.expectResponse("INVITE", 200),
                draft -> draft.header("P-Asserted-Identity", "<sip:boss@biloxi.example.com>"));
        assertThat(asserted(callee.expectRequest("ACK"))).isEmpty();
    }

    @Test
    void rangesAndDomainsAreChecked() {
        assertThatThrownBy(() -> ProxyServer.builder().trusting("10.0.0.0/40")).hasMessageContaining("0 to 32");
        assertThatThrownBy(() -> ProxyServer.builder().assertingIdentities("our users"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as example.com");
    }
}
