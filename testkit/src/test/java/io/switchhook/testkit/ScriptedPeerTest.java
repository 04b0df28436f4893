package io.switchhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.simulation.NatKind;
import io.switchhook.simulation.SimulatedHost;
import io.switchhook.simulation.Simulation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptedPeerTest {
    private static final String SDP = "v=0\r\n";

    private final Simulation simulation = new Simulation(21);
    private final LadderRecorder ladder = LadderRecorder.of(simulation);
    private final SimulatedHost aliceHost = simulation.host("alice", "192.0.2.1");
    private final SimulatedHost bobHost = simulation.host("bob", "192.0.2.2");
    private ScriptedPeer alice = open("858", aliceHost, false);
    private ScriptedPeer bob = open("853", bobHost, false);

    private ScriptedPeer open(String name, SimulatedHost host, boolean tcp) {
        var local = new InetSocketAddress(host.address(), 5060);
        try {
            return tcp
                    ? ScriptedPeer.tcp(name, host, Pump.of(simulation), local)
                    : ScriptedPeer.udp(name, host, Pump.of(simulation), local);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void nothingIsLeft() {
        alice.close();
        bob.close();
        simulation.runUntilIdle(Duration.ofSeconds(1));
        simulation.assertNothingLeft();
    }

    private void useTcp() {
        alice.close();
        bob.close();
        alice = open("858", aliceHost, true);
        bob = open("853", bobHost, true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWholeCallWithReInviteIsScriptedAndCleanOnTheWire(boolean tcp) {
        if (tcp) {
            useTcp();
        }
        var calling = alice.newDialog(bob.uri());
        var invite = calling.invite(SDP);
        var received = bob.expectRequest("INVITE");
        assertThat(received.toString()).isEqualTo(invite.toString());
        var called = bob.dialog(received);
        called.respond(received, 100);
        called.respond(received, 180);
        calling.expectResponse("INVITE", 180);
        called.respondWithSdp(received, 200, SDP);
        var answer = calling.expectResponse("INVITE", 200);
        assertThat(answer.toTag()).contains(called.localTag());
        assertThat(calling.remoteTag()).contains(called.localTag());
        calling.ack(invite, answer);
        called.expectRequest("ACK");
        var hold = called.invite(SDP);
        var atAlice = calling.expectRequest("INVITE");
        calling.respondWithSdp(atAlice, 200, SDP);
        called.ack(hold, called.expectResponse("INVITE", 200));
        calling.expectRequest("ACK");
        called.send("BYE");
        calling.respond(calling.expectRequest("BYE"), 200);
        called.expectResponse("BYE", 200);
        alice.expectNothing(Duration.ofSeconds(1));
        new WireChecker(ladder.traffic()).assertClean();
        assertThat(ladder.traffic().entries()).hasSize(10).allMatch(entry -> entry.reliable() == tcp);
        assertThat(alice.sent()).hasSize(4);
        assertThat(alice.received()).hasSize(6);
    }

    @Test
    void refusalIsAcknowledgedWithTheInvitesBranchAndCancelCopiesIt() {
        var dialog = alice.newDialog(bob.uri());
        var invite = dialog.invite(SDP);
        var atBob = bob.expectRequest("INVITE");
        bob.respond(atBob, 180);
        dialog.expectResponse("INVITE", 180);
        dialog.cancel(invite);
        bob.respond(bob.expectRequest("CANCEL"), 200);
        bob.respond(atBob, 487, draft -> draft.replace("To", atBob.header("To").orElseThrow() + ";tag=x"));
        dialog.expectResponse("CANCEL", 200);
        dialog.ack(invite, dialog.expectResponse("INVITE", 487));
        var ack = bob.expectRequest("ACK");
        assertThat(ack.branch()).isEqualTo(invite.branch());
        new WireChecker(ladder.traffic()).assertClean();
    }

    @Test
    void strictPeerFailsOnWhatItDoesNotExpectAndNamesIt() {
        alice.newDialog(bob.uri()).send("OPTIONS");
        assertThatThrownBy(() -> bob.expectRequest("INVITE"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Peer 853 expected request INVITE, but received OPTIONS sip:853@192.0.2.2:5060");
    }

    @Test
    void lenientPeerKeepsOtherMessagesForLater() {
        bob.lenient();
        alice.newDialog(bob.uri()).send("OPTIONS");
        alice.newDialog(bob.uri()).send("MESSAGE");
        bob.expectRequest("MESSAGE");
        bob.expectRequest("OPTIONS");
    }

    @Test
    void missingMessageFailsAfterThePatience() {
        bob.patience(Duration.ofSeconds(2));
        assertThatThrownBy(() -> bob.expectRequest("INVITE"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("within 2 seconds")
                .hasMessageContaining("nothing");
        assertThat(simulation.elapsed()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void expectNothingFailsOnAnythingButTrying() {
        var dialog = alice.newDialog(bob.uri());
        dialog.invite(SDP);
        var invite = bob.expectRequest("INVITE");
        bob.respond(invite, 100);
        alice.expectNothing(Duration.ofSeconds(1));
        bob.respond(invite, 180);
        assertThatThrownBy(() -> alice.expectNothing(Duration.ofSeconds(1))).hasMessageContaining("180");
    }

    @Test
    void repeatedRequestIsAnsweredAgainAndKeptFromTheScript() {
        var dialog = alice.newDialog(bob.uri());
        var options = dialog.send("OPTIONS");
        bob.respond(bob.expectRequest("OPTIONS"), 200);
        alice.expectResponse("OPTIONS", 200);
        alice.send(options, bob.address());
        bob.expectNothing(Duration.ofSeconds(1));
        assertThat(bob.retransmissions()).isEqualTo(1);
        assertThat(alice.retransmissions()).isEqualTo(1);
        assertThat(alice.received()).hasSize(2);
    }

    @Test
    void repeatedFinalAnswerIsAcknowledgedAgain() {
        var dialog = alice.newDialog(bob.uri());
        var invite = dialog.invite(SDP);
        var atBob = bob.expectRequest("INVITE");
        bob.exposeRetransmissions();
        var ok = bob.respond(atBob, 200);
        dialog.ack(invite, dialog.expectResponse("INVITE", 200));
        bob.expectRequest("ACK");
        bob.send(ok, alice.address());
        assertThat(bob.expectRequest("ACK").branch()).isNotEqualTo(invite.branch());
        alice.expectNothing(Duration.ofSeconds(1));
    }

    @Test
    void handlersAnswerBesideTheScript() {
        bob.whenRequest("OPTIONS", request -> bob.respond(request, 200));
        alice.newDialog(bob.uri()).send("OPTIONS");
        alice.expectResponse("OPTIONS", 200);
        bob.expectNothing(Duration.ofSeconds(1));
    }

    @Test
    void recordRouteIsFollowedFromBothSides() {
        var route = "<sip:192.0.2.2:5060;lr>";
        alice.target(bob.address());
        var dialog = alice.newDialog("sip:853@198.51.100.9");
        dialog.send("INVITE", draft -> draft.header("Record-Route", "<sip:192.0.2.1:5060;lr>"));
        var invite = bob.expectRequest("INVITE");
        var called = bob.dialog(invite);
        called.respond(
                invite,
                200,
                draft -> draft.replace("Record-Route", route + ", <sip:192.0.2.77;lr>")
                        .replace("Contact", "<sip:853@198.51.100.9>"));
        var ok = dialog.expectResponse("INVITE", 200);
        dialog.ack(invite, ok);
        var ack = bob.expectRequest("ACK");
        assertThat(ack.requestUri()).isEqualTo("sip:853@198.51.100.9");
        assertThat(ack.headers("Route")).containsExactly("<sip:192.0.2.77;lr>", route);
        called.send("BYE");
        assertThat(alice.expectRequest("BYE").headers("Route")).containsExactly("<sip:192.0.2.1:5060;lr>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5", "SHA-256", "SHA-512-256"})
    void digestIsAskedForGivenAndChecked(String algorithm) {
        var digest = new PeerDigest("example.com", "abcdef", algorithm);
        var dialog = alice.newDialog(bob.uri());
        var first = dialog.send("REGISTER", draft -> draft.header("Expires", "60"));
        var atBob = bob.expectRequest("REGISTER");
        assertThat(digest.accepts(atBob, "secret")).isFalse();
        bob.respond(atBob, 401, draft -> draft.header("WWW-Authenticate", digest.challenge()));
        var challenge = dialog.expectResponse("REGISTER", 401);
        dialog.sendAuthorized(first, challenge, "858", "secret");
        var second = bob.expectRequest("REGISTER");
        assertThat(digest.accepts(second, "secret")).isTrue();
        assertThat(digest.accepts(second, "wrong")).isFalse();
        assertThat(second.cseq()).isEqualTo(2);
        assertThat(second.header("Expires")).contains("60");
    }

    /** The example of RFC 7616 §3.9.1, with the request line of a SIP request left as HTTP's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "MD5 8ca523f5e9506fed4657c9700eebdbec",
                "SHA-256 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
            })
    void digestAgreesWithTheExampleOfRfc7616(String example) {
        var fields = example.split(" ");
        var digest = new PeerDigest("http-auth@example.org", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", fields[0]);
        var request = Draft.request("GET", "/dir/index.html")
                .header(
                        "Authorization",
                        "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm="
                                + fields[0]
                                + ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "
                                + "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, response=\""
                                + fields[1] + "\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"")
                .build();
        assertThat(digest.accepts(request, "Circle of Life")).isTrue();
        assertThat(digest.accepts(request, "Circle of Strife")).isFalse();
    }

    @Test
    void challengeStepTakesARegistrationToItsEnd() {
        var digest = new PeerDigest("example.com", "n1", "MD5");
        var dialog = alice.newDialog(bob.uri());
        var first = dialog.send("REGISTER", draft -> draft.header("Expires", "60"));
        var challenged = new java.util.concurrent.atomic.AtomicBoolean();
        simulation.after(Duration.ofMillis(50), () -> {
            var refusal = alice.received().get(0);
            challenged.set(refusal.status() == 401);
            simulation
                    .host("later", "192.0.2.50")
                    .openLane("script")
                    .submit(() -> dialog.sendAuthorized(first, refusal, "858", "s"));
        });
        var second = bob.challenge("REGISTER", digest, "s");
        assertThat(challenged).isTrue();
        bob.respond(second, 200, draft -> draft.header("Contact", "<sip:x@192.0.2.1>"));
        alice.lenient().expectResponse("REGISTER", 200);
    }

    @Test
    void registrationIsGrantedWithTheBindingsAskedFor() {
        var dialog = alice.newDialog(bob.uri());
        dialog.send(
                "REGISTER", draft -> draft.header("Expires", "60").header("Contact", "<sip:old@192.0.2.1>;expires=0"));
        bob.acceptRegistration();
        assertThat(dialog.expectResponse("REGISTER", 200).headers("Contact"))
                .containsExactly("<sip:858@192.0.2.1:5060>;expires=60");
    }

    @Test
    void answersGoBackThroughNatByRport() throws IOException {
        var inside = simulation.nat("nat", NatKind.SYMMETRIC, "203.0.113.7").host("phone", "192.168.1.10");
        try (var phone =
                ScriptedPeer.udp("900", inside, Pump.of(simulation), new InetSocketAddress(inside.address(), 5060))) {
            phone.newDialog(bob.uri()).send("OPTIONS");
            var options = bob.expectRequest("OPTIONS");
            bob.respond(options, 200);
            var via = phone.expectResponse("OPTIONS", 200).via();
            assertThat(Texts.parameter(via, "received")).contains("203.0.113.7");
            assertThat(Texts.parameter(via, "rport"))
                    .contains(Integer.toString(options.source().orElseThrow().getPort()));
        }
    }

    @Test
    void withoutRportTheAnswerGoesToThePortOfSentBy() {
        var other = open("other", simulation.host("other", "192.0.2.3"), false);
        alice.send(
                Draft.request("OPTIONS", bob.uri())
                        .header("Via", "SIP/2.0/UDP 192.0.2.1:7000;branch=z9hG4bKq")
                        .header("From", "<sip:a>;tag=1")
                        .header("To", "<sip:b>")
                        .header("Call-ID", "c")
                        .header("CSeq", "1 OPTIONS")
                        .build(),
                bob.address());
        bob.respond(bob.expectRequest("OPTIONS"), 200);
        simulation.runUntilIdle(Duration.ofSeconds(1));
        var answer = ladder.traffic().entries().get(1);
        assertThat(answer.to().getPort()).isEqualTo(7000);
        other.close();
    }

    @Test
    void keepAlivesAndMediaAreNotMessages() {
        alice.sendBytes(new byte[] {13, 10, 13, 10}, bob.address());
        alice.sendBytes(new byte[] {(byte) 0x80, 0, 0, 1}, bob.address());
        bob.expectNothing(Duration.ofSeconds(1));
        assertThat(bob.received()).isEmpty();
    }
}
