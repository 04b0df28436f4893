package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.proxy.RoutingPolicy;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.TwoDomains;
import io.switchhook.testkit.Draft;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3261 §6, §22.3: a request that comes back to a proxy which asks for credentials")
class SpiralTest {
    private static final String SALES = "sip:sales@" + TwoDomains.ATLANTA;
    private static final String APPLICATION = "10.0.2.7";
    private static final InetSocketAddress PROXY = new InetSocketAddress("10.0.2.1", 5_060);

    @RegisterExtension
    final Stage stage = new Stage();

    private final TwoDomains domains = new TwoDomains(stage);

    /** Strangers are challenged; the sales desk is at an application server, or just another name; others are called where they are. */
    private static RoutingPolicy policy(String sales) {
        return request -> {
            if (request.user().isEmpty() && request.message().method().equals(SipMethod.INVITE)) {
                return RoutingDecision.challenge();
            }
            return request.message().uri().toString().equals(SALES)
                    ? RoutingDecision.to(SipUri.parse(sales))
                    : RoutingDecision.to(SipUri.parse("sip:bob@10.0.3.1"));
        };
    }

    private CompletableFuture<DialOutcome> call() {
        OutgoingCall call = domains.alice().prepare(SALES);
        return call.start();
    }

    /** The request as a proxy would send it on. */
    private static WireMessage sendOn(ScriptedPeer by, WireMessage invite, Consumer<Draft> more) {
        var draft = invite.edit()
                .startLine("INVITE sip:bob@" + TwoDomains.ATLANTA + " SIP/2.0")
                .first("Via", by.newVia())
                .replace("Max-Forwards", "60");
        more.accept(draft);
        return by.send(draft.build());
    }

    private static PeerDialog hop(ScriptedPeer peer) {
        return peer.newDialog("sip:bob@" + TwoDomains.ATLANTA);
    }

    @Test
    @DisplayName("what a trusted element sends back with another Request-URI is known by its credentials a second time")
    void trustedElementSendsItBack() {
        var application = stage.peer("sales", "application", APPLICATION, 5_060).target(PROXY);
        var bob = stage.peer("bob", "bob", "10.0.3.1", 5_060);
        domains.proxy1(policy("sip:sales@" + APPLICATION), builder -> builder.trusting(APPLICATION));
        var outcome = call();
        var invite = application.expectRequest("INVITE");
        var back = sendOn(application, invite, draft -> {});
        var arrived = bob.expectRequest("INVITE");
        assertThat(arrived.header("Proxy-Authorization")).isEmpty();
        bob.respond(arrived, 486);
        bob.expectRequest("ACK");
        var refusal = application.expectResponse("INVITE", 486);
        hop(application).ack(back, refusal);
        application.respond(invite, 486);
        application.expectRequest("ACK");
        assertThat(stage.await(outcome))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(486));
    }

    @Test
    @DisplayName("a call of its own by the same credentials it cannot make")
    void replayIsNoSpiral() {
        var application = stage.peer("sales", "application", APPLICATION, 5_060).target(PROXY);
        domains.proxy1(policy("sip:sales@" + APPLICATION), builder -> builder.trusting(APPLICATION));
        var outcome = call();
        var invite = application.expectRequest("INVITE");
        for (Consumer<Draft> change : List.<Consumer<Draft>>of(
                draft -> draft.replace("Call-ID", "another"),
                draft -> draft.replace("CSeq", "77 INVITE"),
                draft -> draft.remove("Via").header("Via", application.newVia()))) {
            var sent = sendOn(application, invite, change);
            var challenge = application.expectResponse("INVITE", 407);
            assertThat(challenge.header("Proxy-Authenticate").orElseThrow()).contains("stale=true");
            hop(application).ack(sent, challenge);
        }
        application.respond(invite, 486);
        application.expectRequest("ACK");
        stage.await(outcome);
    }

    @Test
    @DisplayName("who is not trusted does not get the credentials, and what he sends is his own")
    void strangerGetsNoCredentials() {
        var application = stage.peer("sales", "application", APPLICATION, 5_060).target(PROXY);
        domains.proxy1(policy("sip:sales@" + APPLICATION));
        var outcome = call();
        var invite = application.expectRequest("INVITE");
        assertThat(invite.header("Proxy-Authorization")).isEmpty();
        var sent = sendOn(application, invite, draft -> {});
        hop(application).ack(sent, application.expectResponse("INVITE", 407));
        application.respond(invite, 486);
        application.expectRequest("ACK");
        stage.await(outcome);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";transport=tcp"})
    @DisplayName("a proxy whose routing leads back to itself knows the caller again")
    void proxySendsItToItself(String transport) {
        var bob = stage.peer("bob", "bob", "10.0.3.1", 5_060);
        domains.proxy1(policy("sip:desk@" + TwoDomains.ATLANTA + transport));
        var outcome = call();
        var arrived = bob.expectRequest("INVITE");
        assertThat(arrived.header("Proxy-Authorization")).isEmpty();
        bob.respond(arrived, 486);
        bob.expectRequest("ACK");
        assertThat(stage.await(outcome))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(486));
    }
}
