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
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        return caller.newDialog("sip:bob@biloxi.example.com").send(method, more);
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
}
