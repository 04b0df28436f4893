package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

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
        "RFC 3261 §26.3.2.4, §8.2.7: a registration without credentials gets a single 401, of which nothing is remembered")
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
}
