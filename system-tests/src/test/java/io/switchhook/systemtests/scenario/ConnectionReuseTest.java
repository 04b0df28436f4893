package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.ClientProof;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsIdentity;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName(
        "RFC 5923: a connection that a peer has opened takes requests to the names that the peer has proven, and to no others")
class ConnectionReuseTest {
    private static final String A = "a.example.org";
    private static final String B = "b.example.org";
    private static final String OTHER = "other.example.org";

    @RegisterExtension
    final Stage stage = new Stage();

    /** A telephone with a port of its own for TLS, that can be called by its name. */
    private Telephone peer(String number, String name, StreamSettings settings) {
        var telephone = stage.direct(
                number,
                config -> config.withStreams(settings)
                        .withListen(
                                config.listen().get(0),
                                ListenPoint.parse(
                                        "tls:"
                                                + config.listen()
                                                        .get(0)
                                                        .address()
                                                        .getAddress()
                                                        .getHostAddress() + ":5061",
                                        5060)));
        stage.simulation().dns().a(name, telephone.host().address().getHostAddress());
        return telephone.answering();
    }

    private static StreamSettings being(String... names) {
        return StreamSettings.DEFAULT.withIdentity(TlsIdentity.named(names));
    }

    private static StreamSettings asking(String name) {
        return being(name).withClientProof(ClientProof.WANTED);
    }

    private void callThere(Telephone a) {
        end(a.talkTo("sip:853@" + B + ";transport=tls"));
    }

    private void end(OutgoingCall call) {
        call.hangUp();
        stage.until(() -> call.state().isEnded());
        stage.seconds(1);
    }

    @Test
    @DisplayName("§8.2: proven and marked with alias, the connection serves both ways")
    void provenPeerIsCalledOverTheConnectionThatItHasOpened() {
        var a = peer("858", A, being(A));
        var b = peer("853", B, asking(B));
        callThere(a);
        assertThat(stage.requests("858", "INVITE"))
                .allMatch(invite -> invite.via().contains(";alias"));
        end(b.talkTo("sip:858@" + A + ";transport=tls"));
        assertThat(b.host().openStreams()).hasSize(1);
        assertThat(stage.requests("853", "INVITE"))
                .noneMatch(invite -> invite.via().contains(";alias"));
    }

    @Test
    @DisplayName("§9.2: a peer that was not asked for a certificate has proven nothing, whatever its Via says")
    void peerThatWasNotAskedIsCalledOverAConnectionOfOurs() {
        var a = peer("858", A, being(A));
        var b = peer("853", B, being(B));
        callThere(a);
        assertThat(stage.requests("858", "INVITE"))
                .allMatch(invite -> invite.via().contains(";alias"));
        end(b.talkTo("sip:858@" + A + ";transport=tls"));
        assertThat(b.host().openStreams()).hasSize(2);
    }

    @Test
    @DisplayName("§9.1: who has no certificate asks for no alias")
    void peerWithoutACertificateAsksForNoAlias() {
        peer("853", B, asking(B));
        var a = stage.direct("858");
        callThere(a);
        assertThat(stage.requests("858", "INVITE"))
                .isNotEmpty()
                .noneMatch(invite -> invite.via().contains(";alias"));
    }

    @Test
    @DisplayName("§9.3: what is meant for another domain at the same address does not take the connection of the first")
    void anotherDomainAtTheSameAddressGetsAConnectionOfItsOwn() {
        var a = peer("858", A, being(A, OTHER));
        var b = peer("853", B, asking(B));
        stage.simulation().dns().a(OTHER, a.host().address().getHostAddress());
        callThere(a);
        end(b.talkTo("sip:858@" + OTHER + ";transport=tls"));
        assertThat(b.host().openStreams()).as("one certificate has both names").hasSize(1);
    }

    @Test
    @DisplayName("§9.3: a name that the peer has not proven gets nothing over its connection")
    void nameThatThePeerHasNotProvenGetsNothing() {
        var a = peer("858", A, being(A));
        var b = peer("853", B, asking(B));
        stage.simulation().dns().a(OTHER, a.host().address().getHostAddress());
        callThere(a);
        var outcome = b.dial("sip:858@" + OTHER + ";transport=tls");
        assertThat(outcome).isInstanceOf(DialOutcome.Unreachable.class);
        assertThat(((DialOutcome.Unreachable) outcome).reason())
                .contains("expected a certificate for " + OTHER)
                .contains(A);
        assertThat(stage.requests("853", "INVITE")).isEmpty();
    }

    @Test
    @DisplayName("§8.2: a connection that is gone is replaced")
    void lostConnectionIsReplaced() {
        var a = peer("858", A, being(A));
        var b = peer("853", B, asking(B));
        callThere(a);
        stage.simulation().resetStreams(a.host(), b.host());
        stage.seconds(1);
        end(b.talkTo("sip:858@" + A + ";transport=tls"));
        assertThat(stage.requests("853", "INVITE"))
                .singleElement()
                .matches(invite -> invite.via().contains(";alias"));
    }
}
