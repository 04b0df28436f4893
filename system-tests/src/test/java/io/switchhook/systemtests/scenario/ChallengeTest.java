package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.stack.StackLoad;
import io.switchhook.stack.proxy.ProxyServer;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.TwoDomains;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName(
        "RFC 3261 §26.3.2.4, §8.2.7: who shows no credentials gets a single answer, of which nothing is remembered")
class ChallengeTest {
    private static final InetSocketAddress REGISTRAR = new InetSocketAddress("10.0.2.2", 5_060);

    @RegisterExtension
    final Stage stage = new Stage();

    private final TwoDomains domains = new TwoDomains(stage);

    private ProxyServer registrar(UnaryOperator<ProxyServer.Builder> more) {
        return domains.proxy2(TwoDomains.inbound(), more);
    }

    private ScriptedPeer peer(String host, String address) {
        return stage.peer("bob", host, address, 5_060).exposeRetransmissions().target(REGISTRAR);
    }

    private static PeerDialog bob(ScriptedPeer peer) {
        return peer.newDialog("sip:" + TwoDomains.BILOXI);
    }

    private static WireMessage register(PeerDialog telephone) {
        return telephone.send(
                "REGISTER",
                draft -> draft.replace("To", "<" + TwoDomains.BOB + ">")
                        .replace("From", "<" + TwoDomains.BOB + ">;tag=" + telephone.localTag()));
    }

    private StackLoad load(ProxyServer server) {
        return stage.await(server.load());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "a copy of it gets an answer with the same To tag; the nonce of either is good, and what carries it is remembered")
    void everyCopyIsChallengedAlike(boolean stateless) {
        var registrar = registrar(builder -> stateless ? builder.stateless() : builder);
        var peer = peer("bob", "10.0.3.1");
        var telephone = bob(peer);
        var asked = register(telephone);
        var first = peer.expectResponse("REGISTER", 401);
        stage.seconds(0.5);
        peer.send(asked);
        var second = peer.expectResponse("REGISTER", 401);
        assertThat(second.toTag()).isPresent().isEqualTo(first.toTag());
        assertThat(first.header("WWW-Authenticate").orElseThrow())
                .isNotEqualTo(second.header("WWW-Authenticate").orElseThrow());
        assertThat(load(registrar).serverTransactions()).isZero();
        for (var challenge : new WireMessage[] {second, first}) {
            var authorized = telephone.sendAuthorized(asked, challenge, "bob", "bob");
            var accepted = peer.expectResponse("REGISTER", 200);
            peer.send(authorized);
            assertThat(peer.expectResponse("REGISTER", 200).toString()).isEqualTo(accepted.toString());
        }
        assertThat(load(registrar).serverTransactions()).isEqualTo(2);
    }

    @Test
    @DisplayName("another registration gets another To tag")
    void tagsDiffer() {
        registrar(builder -> builder);
        var peer = peer("bob", "10.0.3.1");
        var tags = new HashSet<String>();
        for (int i = 0; i < 3; i++) {
            register(bob(peer));
            tags.add(peer.expectResponse("REGISTER", 401).toTag().orElseThrow());
        }
        assertThat(tags).hasSize(3);
    }

    @Test
    @DisplayName("a flood of them is answered one by one, and nothing of it stays")
    void floodLeavesNothingBehind() {
        var registrar = registrar(builder -> builder);
        var peer = peer("bob", "10.0.3.1");
        for (int i = 0; i < 500; i++) {
            register(bob(peer));
        }
        for (int i = 0; i < 500; i++) {
            peer.expectResponse("REGISTER", 401);
        }
        assertThat(load(registrar).serverTransactions()).isZero();
        peer.expectNothing(Duration.ofSeconds(40));
    }

    @Test
    @DisplayName("the address of a forged Via is not answered, and no address gets more than of other answers")
    void forgedSourceGetsNoMoreThanItsShare() {
        registrar(builder -> builder.maxTransactions(100, 2));
        var victim = peer("victim", "10.0.3.9");
        var peer = peer("bob", "10.0.3.1");
        for (int i = 0; i < 5; i++) {
            var telephone = bob(peer);
            var forged = telephone
                    .draft("REGISTER")
                    .replace("To", "<" + TwoDomains.BOB + ">")
                    .replace("Via", "SIP/2.0/UDP " + victim.hostPort() + ";branch=z9hG4bK" + peer.token(10));
            peer.send(forged.build());
        }
        for (int i = 0; i < 2; i++) {
            var challenge = peer.expectResponse("REGISTER", 401);
            assertThat(challenge.via()).contains("received=10.0.3.1");
        }
        peer.expectNothing(Duration.ofSeconds(30));
        victim.expectNothing(Duration.ZERO);
        register(bob(victim));
        victim.expectResponse("REGISTER", 401);
        stage.seconds(3);
        register(bob(peer));
        peer.expectResponse("REGISTER", 401);
    }

    private ProxyServer challenging(UnaryOperator<ProxyServer.Builder> more) {
        return domains.proxy2(request -> RoutingDecision.challenge(), more);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "MESSAGE"})
    @DisplayName(
            "so does any request that a proxy asks for credentials of; an ACK goes no further, by whatever route it comes")
    void proxyRemembersNothing(String method) {
        var proxy = challenging(builder -> builder);
        var peer = peer("alice", "10.0.3.1");
        var dialog = bob(peer);
        var asked = dialog.send(method, draft -> draft.header("Route", "<sip:10.0.2.2;lr>"));
        var first = peer.expectResponse(method, 407);
        peer.send(asked);
        var second = peer.expectResponse(method, 407);
        assertThat(second.toTag()).isPresent().isEqualTo(first.toTag());
        assertThat(load(proxy).serverTransactions()).isZero();
        if (method.equals("INVITE")) {
            dialog.ack(asked, second);
        }
        peer.expectNothing(Duration.ofSeconds(40));
        assertThat(stage.requests("proxy2", "ACK")).isEmpty();
    }

    @Test
    @DisplayName("one that has shown right credentials for a nonce that is too old is remembered")
    void staleOneIsRemembered() {
        var proxy = challenging(builder -> builder);
        var peer = peer("alice", "10.0.3.1");
        var dialog = bob(peer);
        var asked = dialog.send("MESSAGE");
        var challenge = peer.expectResponse("MESSAGE", 407);
        stage.seconds(301);
        dialog.sendAuthorized(asked, challenge, "alice", "alice");
        assertThat(peer.expectResponse("MESSAGE", 407)
                        .header("Proxy-Authenticate")
                        .orElseThrow())
                .contains("stale=true");
        assertThat(load(proxy).serverTransactions()).isEqualTo(1);
    }

    @Test
    @DisplayName("no address gets more of them than its share, and as many as of other answers once more")
    void forgedCallsGetNoMoreThanTheirShare() {
        challenging(builder -> builder.maxTransactions(100, 2));
        var peer = peer("alice", "10.0.3.1");
        for (int i = 0; i < 9; i++) {
            bob(peer).send("MESSAGE");
            stage.seconds(0.1);
        }
        for (int i = 0; i < 4; i++) {
            peer.expectResponse("MESSAGE", 407);
        }
        peer.expectNothing(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "REGISTER", "MESSAGE"})
    @DisplayName("the PBX remembers nothing either")
    void pbxRemembersNothing(String method) {
        var pbx = stage.startPbx();
        var peer = stage.peer("858", "858", "10.0.3.1", 5_060)
                .exposeRetransmissions()
                .target(new InetSocketAddress(stage.host("pbx").address(), 5_060));
        var dialog = peer.newDialog("sip:853@" + Stage.PBX_ADDRESS);
        var asked = dialog.send(
                method, draft -> draft.replace("From", "<sip:858@" + Stage.PBX_ADDRESS + ">;tag=" + dialog.localTag()));
        var first = peer.expectResponse(method, 401);
        peer.send(asked);
        var second = peer.expectResponse(method, 401);
        assertThat(second.toTag()).isPresent().isEqualTo(first.toTag());
        assertThat(stage.await(pbx.load()).serverTransactions()).isZero();
        if (method.equals("INVITE")) {
            dialog.ack(asked, second);
        }
        peer.expectNothing(Duration.ofSeconds(40));
    }
}
