package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.proxy.ProxyServer;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.Draft;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3261 §16.11, §18, RFC 3263 §4.4: the paths that a proxy takes, with and without memory")
class StatelessProxyTest {
    private static final String CALLEE = "sip:bob@10.0.3.1";

    @RegisterExtension
    final Stage stage = new Stage();

    private void proxy(String target, boolean stateless) {
        proxy(target, builder -> stateless ? builder.stateless() : builder);
    }

    private void proxy(String target, UnaryOperator<ProxyServer.Builder> more) {
        stage.proxy(
                "proxy",
                "10.0.2.1",
                builder -> more.apply(builder.policy(request -> RoutingDecision.to(SipUri.parse(target)))));
    }

    private ScriptedPeer udp(String name, String address) {
        return stage.peer(name, name, address, 5_060).lenient();
    }

    private ScriptedPeer caller() {
        return stage.tcpPeer("caller", "caller", "10.0.3.9", 5_060)
                .lenient()
                .target(new InetSocketAddress(stage.host("proxy").address(), 5_060));
    }

    private static WireMessage send(ScriptedPeer caller, String method, Consumer<Draft> more) {
        return caller.newDialog(CALLEE).send(method, more);
    }

    private static void withoutRport(Draft draft) {
        draft.replace("Via", draft.build().header("Via").orElseThrow().replace(";rport", ""));
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    @DisplayName("§18.2.2: the answer goes over the connection that the request came by, with and without rport")
    void answerTakesTheConnectionOfItsRequest(boolean stateless, boolean rport) {
        proxy(CALLEE, stateless);
        var bob = udp("bob", "10.0.3.1");
        var caller = caller();
        send(caller, "MESSAGE", draft -> {
            if (!rport) {
                withoutRport(draft);
            }
        });
        bob.respond(bob.expectRequest("MESSAGE"), 200);
        caller.expectResponse("MESSAGE", 200);
        assertThat(stage.host("proxy").openStreams()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    @DisplayName("§18.2.2: when that connection has ended, the answer goes to the port of the Via")
    void answerFindsThePeerWhenItsConnectionHasEnded(boolean stateless, boolean rport) {
        proxy(CALLEE, stateless);
        var bob = udp("bob", "10.0.3.1");
        var caller = caller();
        send(caller, "MESSAGE", draft -> {
            if (!rport) {
                withoutRport(draft);
            }
        });
        var message = bob.expectRequest("MESSAGE");
        caller.close();
        stage.seconds(1);
        var again = caller();
        bob.respond(message, 200);
        again.expectResponse("MESSAGE", 200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("§18.2.2: an answer goes to no address that a stranger has put into maddr")
    void answerIsNotLedToAnother(boolean stateless) {
        proxy(CALLEE, stateless);
        var bob = udp("bob", "10.0.3.1");
        var victim = udp("victim", "10.0.3.7");
        var caller = udp("caller", "10.0.3.9")
                .target(new InetSocketAddress(stage.host("proxy").address(), 5_060));
        send(
                caller,
                "MESSAGE",
                draft -> draft.replace(
                        "Via", draft.build().header("Via").orElseThrow().replace(";branch", ";maddr=10.0.3.7;branch")));
        bob.respond(bob.expectRequest("MESSAGE"), 200);
        caller.expectResponse("MESSAGE", 200);
        victim.expectNothing(Duration.ofSeconds(1));
    }

    private static void large(Draft draft) {
        draft.header("Subject", "x".repeat(2_000));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "§18.1.1: what is too large for a datagram goes by TCP, and so does its answer; what is not goes by UDP")
    void largeRequestTakesTcp(boolean stateless) {
        proxy(CALLEE, stateless);
        var byTcp = stage.tcpPeer("bob", "bob", "10.0.3.1", 5_060).lenient();
        var byUdp = udp("bob", "10.0.3.1");
        var caller = caller();
        send(caller, "MESSAGE", StatelessProxyTest::large);
        byTcp.respond(byTcp.expectRequest("MESSAGE"), 200);
        caller.expectResponse("MESSAGE", 200);
        byUdp.expectNothing(Duration.ofSeconds(1));
        send(caller, "ACK", StatelessProxyTest::large);
        byTcp.expectRequest("ACK");
        send(caller, "MESSAGE", draft -> {});
        byUdp.respond(byUdp.expectRequest("MESSAGE"), 200);
        caller.expectResponse("MESSAGE", 200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("§18.1.1: who takes no TCP gets a large request by UDP, the next one at once")
    void largeRequestGoesBackToUdp(boolean stateless) {
        proxy(CALLEE, stateless);
        var bob = udp("bob", "10.0.3.1");
        var caller = caller();
        for (int i = 0; i < 2; i++) {
            send(caller, "MESSAGE", StatelessProxyTest::large);
            bob.respond(bob.expectRequest("MESSAGE"), 200);
            caller.expectResponse("MESSAGE", 200);
        }
        assertThat(stage.requests("proxy", "MESSAGE")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("§18.1.1, §18.2.2: a proxy that listens by UDP alone knows its Via in the answer that comes by TCP")
    void answerOverAConnectionOfOurs(boolean stateless) {
        var server = ProxyServer.builder()
                .listen("udp:10.0.2.1:5060")
                .world(stage.host("proxy", "10.0.2.1"))
                .policy(request -> RoutingDecision.to(SipUri.parse(CALLEE + ";transport=tcp")));
        var started = (stateless ? server.stateless() : server).start();
        var bob = stage.tcpPeer("bob", "bob", "10.0.3.1", 5_060).lenient();
        var caller = udp("caller", "10.0.3.9")
                .target(new InetSocketAddress(stage.host("proxy").address(), 5_060));
        send(caller, "MESSAGE", draft -> {});
        bob.respond(bob.expectRequest("MESSAGE"), 200);
        caller.expectResponse("MESSAGE", 200);
        stage.await(started.closeAsync());
    }

    @ParameterizedTest
    @ValueSource(strings = {"srv", "addresses"})
    @DisplayName(
            "RFC 3263 §4.4: all messages of a transaction go to one server, whatever DNS says first; others share both")
    void oneServerForATransaction(String kind) {
        proxy("sip:bob@far.example.net", true);
        var one = udp("one", "10.0.3.1").exposeRetransmissions();
        var two = udp("two", "10.0.3.2").exposeRetransmissions();
        var caller = udp("caller", "10.0.3.9")
                .target(new InetSocketAddress(stage.host("proxy").address(), 5_060));
        stage.simulation().dns().timeToLive(Duration.ZERO);
        var servers = new HashSet<String>();
        for (int i = 0; i < 12; i++) {
            publish(kind, i % 2 == 0);
            var dialog = caller.newDialog("sip:bob@biloxi.example.com");
            var invite = dialog.send("INVITE");
            stage.seconds(0.5);
            publish(kind, i % 2 == 1);
            caller.send(invite);
            dialog.cancel(invite);
            stage.seconds(1);
            var asked = Stream.of(one, two)
                    .filter(server -> server.received().stream()
                            .anyMatch(message -> message.callId().equals(dialog.callId())))
                    .map(ScriptedPeer::name)
                    .toList();
            assertThat(asked).hasSize(1);
            servers.addAll(asked);
        }
        assertThat(servers).containsExactlyInAnyOrder("one", "two");
    }

    /** Two equal servers, in this order or the other one. */
    private void publish(String kind, boolean oneFirst) {
        var dns = stage.simulation().dns().remove("far.example.net").remove("_sip._udp.far.example.net");
        var addresses = oneFirst ? List.of("10.0.3.1", "10.0.3.2") : List.of("10.0.3.2", "10.0.3.1");
        for (var address : addresses) {
            if (kind.equals("addresses")) {
                dns.a("far.example.net", address);
            } else {
                var name = "server" + address + ".example.net";
                dns.remove(name).a(name, address).srv("_sip._udp.far.example.net", 1, 1, 5_060, name);
            }
        }
    }
}
