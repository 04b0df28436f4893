package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.SipAccount;
import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.proxy.ProxyServer;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.TwoDomains;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import io.switchhook.testkit.WireRule;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 5627 §6: the proxy of the domain, and one at its edge")
class GruuProxyTest {
    private static final String DESK = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    private static final String KITCHEN = "urn:uuid:00000000-7dec-11d0-a765-00a0c91e6bf6";
    private static final String DESK_GRUU = TwoDomains.BOB + ";gr=" + DESK;
    private static final String REGISTRAR = "10.0.2.2";
    private static final String EDGE = "10.0.2.5";

    @RegisterExtension
    final Stage stage = new Stage();

    private final TwoDomains domains = new TwoDomains(stage);

    private static ProxyServer.Builder kind(ProxyServer.Builder builder, boolean stateless) {
        return stateless ? builder.stateless() : builder;
    }

    private static ProxyServer.Builder staying(ProxyServer.Builder builder, boolean stays) {
        return stays ? builder : builder.withoutRecordRoute();
    }

    private void edge(boolean stays) {
        var home = SipUri.parse("sip:" + REGISTRAR);
        stage.proxy(
                "edge",
                EDGE,
                builder -> staying(builder, stays)
                        .edge()
                        .policy(request -> request.routed()
                                ? RoutingDecision.onward(request.message())
                                : RoutingDecision.through(request.message(), home)));
    }

    /** A telephone of Bob's. */
    private Telephone bob(String name, String instance, Optional<String> proxy) {
        var account = SipAccount.builder(TwoDomains.BOB).secret("bob").outbound(instance);
        return stage.telephone(name, proxy.map(account::proxy).orElse(account).build())
                .register();
    }

    private Telephone bob(String name, String instance) {
        return bob(name, instance, Optional.empty());
    }

    private Telephone plain(String user) {
        var account = SipAccount.builder("sip:" + user + "@" + TwoDomains.BILOXI)
                .secret(user)
                .build();
        return stage.telephone(user, account).register();
    }

    private static void assertTranslated(WireMessage request) {
        assertThat(request.requestUri()).as(request.startLine()).doesNotContain(";gr");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("§6.1: by either GRUU one of two telephones rings, called by its contact")
    void oneOfTwoRings(boolean stateless) {
        domains.proxy2(TwoDomains.inbound(), builder -> kind(builder, stateless));
        var desk = bob("desk", DESK).answering();
        bob("kitchen", KITCHEN).answering();
        var carol = plain("carol");
        assertThat(desk.line().gruu()).contains(DESK_GRUU);
        stage.await(carol.talkTo(DESK_GRUU).hangUp());
        stage.await(carol.talkTo(desk.line().temporaryGruu().orElseThrow()).hangUp());
        stage.seconds(1);
        assertThat(stage.flow("proxy2", "kitchen")).doesNotContain("INVITE");
        assertThat(stage.requests("proxy2", "INVITE")).hasSize(2).allSatisfy(GruuProxyTest::assertTranslated);
    }

    @Test
    @DisplayName("§5.3, §6.1: 480 when the device has gone, 404 for what is not valid")
    void goneAndUnknown() {
        domains.proxy2(TwoDomains.inbound());
        var desk = bob("desk", DESK);
        bob("kitchen", KITCHEN);
        var temporary = desk.line().temporaryGruu().orElseThrow();
        stage.await(desk.line().unregister());
        var carol = plain("carol");
        assertThat(carol.dial(DESK_GRUU).toString()).contains("480");
        assertThat(carol.dial(temporary).toString()).contains("404");
        assertThat(carol.dial(TwoDomains.BOB + ";gr=urn:uuid:unknown").toString())
                .contains("404");
        assertThat(stage.requests("proxy2", "INVITE")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "§6.1: what follows in a dialog comes to the proxy for the sake of the GRUU, without Record-Route and without the policy")
    void dialogComesBackWithoutRecordRoute(boolean stateless) {
        // Carol has no GRUU: what acknowledges her answer goes past the proxy.
        stage.expectBreachesOf(WireRule.ACK);
        domains.proxy2(
                TwoDomains.challengingInbound(),
                builder -> kind(builder, stateless).withoutRecordRoute());
        var desk = bob("desk", DESK).answering();
        var carol = plain("carol").answering();
        var call = carol.talkTo(TwoDomains.BOB);
        carol.assertTalksWith(desk);
        stage.await(call.hangUp());
        desk.talkTo("carol");
        carol.assertTalksWith(desk);
        stage.await(carol.lastIncoming().hangUp());
        stage.seconds(1);
        assertThat(desk.calls())
                .allSatisfy(ended -> assertThat(ended.state().isEnded()).isTrue());
        assertThat(stage.requests("carol", "BYE"))
                .hasSize(2)
                .allSatisfy(bye -> assertThat(bye.requestUri()).isEqualTo(DESK_GRUU));
        assertThat(stage.requests("proxy2", "BYE")).hasSize(2).allSatisfy(GruuProxyTest::assertTranslated);
        assertThat(stage.requests("proxy2", "ACK")).hasSize(1).allSatisfy(GruuProxyTest::assertTranslated);
        assertThat(stage.flow("carol", "desk")).isEmpty();
    }

    @Test
    @DisplayName("§6.2, §10.2: nobody names the telephone of somebody else as the place to send answers to")
    void borrowedGruuIsForbidden() {
        domains.proxy2(TwoDomains.challengingInbound());
        bob("desk", DESK).rejecting();
        var mallory = domains.toProxy2(stage.peer("carol", "mallory", "10.0.3.1", 5_060));
        subscribe(mallory, "carol", 403);
        assertThat(stage.requests("proxy2", "SUBSCRIBE")).isEmpty();
        subscribe(mallory, "bob", 489);
        assertThat(stage.requests("proxy2", "SUBSCRIBE")).hasSize(1);
    }

    private static void subscribe(ScriptedPeer peer, String user, int status) {
        var dialog = peer.newDialog(TwoDomains.BOB);
        var first = dialog.send(
                "SUBSCRIBE", draft -> draft.header("Event", "teapot").replace("Contact", "<" + DESK_GRUU + ">"));
        dialog.sendAuthorized(first, dialog.expectResponse("SUBSCRIBE", 407), user, user);
        dialog.expectResponse("SUBSCRIBE", status);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    @DisplayName("§6.1, §6.2: dialogs of a telephone at the edge take its flow, both ways, and pass each proxy once")
    void dialogsAtTheEdge(boolean edgeStays, boolean homeStays) {
        domains.proxy2(TwoDomains.inbound(), builder -> staying(builder, homeStays));
        edge(edgeStays);
        var desk =
                bob("desk", DESK, Optional.of("sip:" + EDGE + ";transport=tcp")).answering();
        var carol = plain("carol").answering();
        var outgoing = desk.talkTo("carol");
        desk.assertTalksWith(carol);
        stage.await(carol.lastIncoming().hangUp());
        stage.await(outgoing.ended());
        stage.await(desk.talkTo("carol").hangUp());
        var incoming = carol.talkTo(TwoDomains.BOB);
        desk.assertTalksWith(carol);
        stage.await(desk.lastIncoming().hangUp());
        stage.await(incoming.ended());
        stage.await(carol.talkTo(DESK_GRUU).hangUp());
        stage.seconds(1);
        assertThat(stage.requests("carol", "INVITE")).hasSize(2);
        assertThat(stage.requests("desk", "INVITE")).hasSize(2);
        // Each way twice, each hop once.
        for (var proxy : new String[] {"edge", "proxy2"}) {
            assertThat(stage.requests(proxy, "ACK")).as("ACK of " + proxy).hasSize(4);
            assertThat(stage.requests(proxy, "BYE")).as("BYE of " + proxy).hasSize(4);
            assertThat(stage.requests(proxy, "INVITE")).as("INVITE of " + proxy).hasSize(4);
        }
        assertThat(stage.sentBy("proxy2"))
                .filteredOn(message -> message.isRequest() && message.toTag().isPresent())
                .as("the Path is for what opens a dialog")
                .isNotEmpty()
                .allSatisfy(message ->
                        assertThat(message.headers("Route").toString()).doesNotContain(";ob"))
                .filteredOn(message -> message.requestUri().contains("bob"))
                .allSatisfy(GruuProxyTest::assertTranslated);
        assertThat(stage.flow("desk", "proxy2")).as("past the edge").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "§6.1: an edge that is the registrar as well calls the telephone by its contact, over the flow that the Route names")
    void edgeIsTheRegistrar(boolean stays) {
        domains.proxy2(TwoDomains.inbound(), builder -> staying(builder, stays).edge());
        var account = SipAccount.builder(TwoDomains.BOB + ";transport=tcp")
                .secret("bob")
                .outbound(DESK);
        var desk = stage.telephone("desk", account.build()).register().answering();
        var carol = plain("carol").answering();
        var outgoing = desk.talkTo("sip:carol@" + TwoDomains.BILOXI + ";transport=tcp");
        desk.assertTalksWith(carol);
        stage.await(carol.lastIncoming().hangUp());
        stage.await(outgoing.ended());
        assertThat(stage.requests("carol", "BYE").get(0).requestUri()).contains(";gr=" + DESK);
        assertThat(stage.requests("proxy2", "BYE")).hasSize(1).allSatisfy(GruuProxyTest::assertTranslated);
        stage.seconds(1);
        assertThat(stage.host("proxy2").openStreams())
                .as("the flow of the desk alone")
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("§1: a blind transfer to a GRUU reaches that very telephone")
    void blindTransfer(boolean throughEdge) {
        var desk = twoOfBob(throughEdge);
        var alice = plain("alice").answering();
        var carol = plain("carol");
        var call = carol.talkTo("alice");
        assertThat(stage.await(call.blindTransfer(DESK_GRUU)).isSuccess()).isTrue();
        stage.seconds(1);
        alice.assertTalksWith(desk);
        assertThat(stage.answers("kitchen", "INVITE", 180)).isEmpty();
        stage.await(alice.lastCall().hangUp());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "§1, RFC 5589 §7.3: an attended one names the telephone by the GRUU in its Contact, and replaces its call")
    void attendedTransfer(boolean throughEdge) {
        var desk = twoOfBob(throughEdge);
        var alice = plain("alice").answering();
        var carol = plain("carol");
        var call = carol.talkTo("alice");
        stage.await(call.hold());
        var consultation = carol.talkTo(TwoDomains.BOB);
        assertThat(stage.await(call.attendedTransfer(consultation)).isSuccess()).isTrue();
        stage.seconds(1);
        alice.assertTalksWith(desk);
        assertThat(stage.requests("carol", "REFER").get(0).header("Refer-To").orElseThrow())
                .startsWith("<" + DESK_GRUU + "?Replaces=");
        assertThat(stage.answers("kitchen", "INVITE", 180))
                .as("both rang for the consultation, and one for the transfer")
                .hasSize(1);
        assertThat(consultation.state().isEnded()).isTrue();
        stage.await(alice.lastCall().hangUp());
    }

    /** The one at the desk answers, the other one rings. */
    private Telephone twoOfBob(boolean throughEdge) {
        domains.proxy2(TwoDomains.inbound());
        var proxy = throughEdge ? Optional.of("sip:" + EDGE + ";transport=tcp") : Optional.<String>empty();
        if (throughEdge) {
            edge(true);
        }
        bob("kitchen", KITCHEN, proxy);
        return bob("desk", DESK, proxy).answering();
    }
}
