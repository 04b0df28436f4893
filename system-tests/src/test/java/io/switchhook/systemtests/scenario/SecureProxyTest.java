package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.net.TlsIdentity;
import io.switchhook.base.net.WebSocketSettings;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallState;
import io.switchhook.stack.proxy.ProxyServer;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.TwoDomains;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3261 §26.2.1, RFC 7118: a proxy that telephones reach over TLS and over WebSockets")
class SecureProxyTest {
    private static final String ADDRESS = "10.0.2.2";

    @RegisterExtension
    final Stage stage = new Stage();

    private final TwoDomains domains = new TwoDomains(stage);

    private ProxyServer proxy(String certificate) {
        return domains.proxy2(
                TwoDomains.inbound(),
                builder -> builder.listen("tls:" + ADDRESS + ":5061")
                        .listen("wss:" + ADDRESS + ":8443")
                        .webSocket(WebSocketSettings.DEFAULT)
                        .tls(TlsIdentity.named(certificate)));
    }

    private Telephone telephone(String name, String scheme, UnaryOperator<SipAccount.Builder> more) {
        var account = SipAccount.builder(scheme + ":" + name + "@" + TwoDomains.BILOXI)
                .secret(name);
        return stage.telephone(name, more.apply(account).build());
    }

    private Telephone browser(String name) {
        return telephone(name, "sips", account -> account.webSocket("wss://" + TwoDomains.BILOXI + ":8443/sip"));
    }

    /** What follows in a dialog finds a browser by its flow alone: its Contact is nowhere (RFC 7118 §8.2). */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void aCallBetweenTlsAndAWebSocketIsSecureAllTheWay(boolean fromBrowser, boolean endedByCallee) {
        proxy(TwoDomains.BILOXI);
        // Who has no certificate of its own asks to be reached by its connection.
        var atDesk = telephone(fromBrowser ? "bob" : "alice", "sips", SipAccount.Builder::outbound)
                .register();
        var inBrowser = browser(fromBrowser ? "alice" : "bob").register();
        var callee = (fromBrowser ? atDesk : inBrowser).answering();
        var call = (fromBrowser ? inBrowser : atDesk).talkTo("bob");
        stage.run(Duration.ofSeconds(2));
        assertThat(call.state()).isEqualTo(CallState.IN_CALL);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        assertThat(stage.await(callee.lastIncoming().hold()).isDone()).isTrue();
        stage.await(endedByCallee ? callee.lastIncoming().hangUp() : call.hangUp());
        stage.run(Duration.ofSeconds(1));
        assertThat(call.state()).isEqualTo(CallState.COMPLETED);
        assertThat(callee.line().calls()).isEmpty();
        assertThat(stage.sentBy("proxy2"))
                .isNotEmpty()
                .allSatisfy(message -> assertThat(message.via()).matches("SIP/2\\.0/(TLS|WSS) .*"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoHasNoCertificateAndDoesNotAskIsReachedByItsConnectionToo(boolean endedByCallee) {
        proxy(TwoDomains.BILOXI);
        var alice = telephone("alice", "sips", account -> account).register();
        var bob = telephone("bob", "sips", account -> account).register().answering();
        var call = alice.talkTo("bob");
        stage.run(Duration.ofSeconds(2));
        assertThat(call.state()).isEqualTo(CallState.IN_CALL);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        assertThat(stage.await(bob.lastIncoming().hold()).isDone()).isTrue();
        stage.await(endedByCallee ? bob.lastIncoming().hangUp() : call.hangUp());
        stage.run(Duration.ofSeconds(1));
        assertThat(call.state()).isEqualTo(CallState.COMPLETED);
        assertThat(bob.line().calls()).isEmpty();
    }

    @Test
    void aCertificateForAnotherDomainIsNotBelieved() {
        proxy("atlanta.example.com");
        assertThat(stage.await(telephone("alice", "sips", account -> account)
                                .line()
                                .register())
                        .isRegistered())
                .isFalse();
        assertThat(stage.await(browser("bob").line().register()).isRegistered()).isFalse();
    }

    @Test
    void whoHasNoCertificateIsToldBeforeItListens() {
        assertThatThrownBy(() ->
                        domains.proxy2(TwoDomains.inbound(), builder -> builder.listen("tls:" + ADDRESS + ":5061")))
                .hasMessageContaining("TLS needs an identity, a TlsIdentity");
    }
}
