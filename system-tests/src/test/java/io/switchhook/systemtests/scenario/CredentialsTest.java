package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.Call;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.PeerDigest;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3261 §22, §26: who is told a digest that the secret could be guessed from, and who is not")
class CredentialsTest {
    private static final String STRANGER = "10.0.0.66";

    @RegisterExtension
    final Stage stage = new Stage();

    private ScriptedPeer stranger() {
        return stage.peer("853", "stranger", STRANGER, 5_060).lenient();
    }

    private Telephone phone(UnaryOperator<SipAccount.Builder> more) {
        var account = SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS).secret("858");
        return stage.telephone("858", more.apply(account).build());
    }

    private void assertNothingWasTold(String host) {
        assertThat(stage.sentBy(host))
                .noneMatch(message -> message.header("Authorization").isPresent()
                        || message.header("Proxy-Authorization").isPresent());
    }

    private static void ask(PeerDialog dialog, WireMessage request, int status, String realm) {
        var header = status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate";
        dialog.respond(
                request,
                status,
                draft -> draft.header(header, "Digest realm=\"" + realm + "\", nonce=\"n1\", qop=\"auth\""));
    }

    /** A call that the given peer has answered; what its 200 says of the way is added. */
    private PeerDialog answered(ScriptedPeer peer, String host, Call call, WireMessage invite, String recordRoute) {
        var audio = stage.probe(host, 9_000);
        var dialog = peer.dialog(invite);
        dialog.respond(invite, 200, draft -> {
            draft.body("application/sdp", audio.sdp());
            if (!recordRoute.isEmpty()) {
                draft.header("Record-Route", recordRoute);
            }
        });
        dialog.expectRequest("ACK");
        stage.until(() -> call.state().name().equals("IN_CALL"));
        return dialog;
    }

    @ParameterizedTest
    @CsvSource({"401, 10.0.0.9", "407, 10.0.0.9", "401, " + STRANGER, "407, asterisk"})
    @DisplayName("whoever is called by address and asks for a login gets none, whatever realm he writes")
    void calleeThatAsksForALoginGetsNone(int status, String realm) {
        var peer = stranger();
        var phone = phone(account -> account);
        var started = phone.prepare("sip:853@" + STRANGER).start();
        ask(peer.dialog(peer.expectRequest("INVITE")), peer.received().get(0), status, realm);
        peer.expectRequest("ACK");
        assertThat(stage.await(started)).isInstanceOfSatisfying(DialOutcome.Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.warning().orElseThrow())
                    .contains(STRANGER + ":5060")
                    .contains("realm \"" + realm + "\"")
                    .contains("trusted server");
        });
        assertNothingWasTold("858");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 407})
    @DisplayName("nor does he within the call: for REFER, and for BYE")
    void calleeThatAsksWithinTheCallGetsNone(int status) {
        var peer = stranger();
        var phone = phone(account -> account);
        var call = phone.prepare("sip:853@" + STRANGER);
        call.start();
        var dialog = answered(peer, "stranger", call, peer.expectRequest("INVITE"), "");
        var transfer = call.blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        ask(dialog, dialog.expectRequest("REFER"), status, "10.0.0.9");
        assertThat(stage.await(transfer)).isInstanceOfSatisfying(TransferOutcome.Refused.class, refused -> {
            assertThat(refused.reason()).contains("trusted server");
        });
        call.hangUp();
        ask(dialog, dialog.expectRequest("BYE"), status, "10.0.0.9");
        stage.await(call.ended());
        assertNothingWasTold("858");
    }

    @ParameterizedTest
    @CsvSource({"401, asterisk", "407, asterisk", "401, sip.provider.example", "407, 10.0.0.9"})
    @DisplayName(
            "the account's own server is answered, whatever it calls its realm: INVITE, REFER, BYE along its Record-Route")
    void ownServerIsAnswered(int status, String realm) {
        var peer = stage.peerAsPbx("853").lenient();
        var phone = phone(account -> account);
        var call = phone.prepare("853");
        call.start();
        var first = peer.expectRequest("INVITE");
        ask(peer.dialog(first), first, status, realm);
        peer.expectRequest("ACK");
        var header = status == 401 ? "Authorization" : "Proxy-Authorization";
        var invite = peer.expectRequest("INVITE");
        assertThat(invite.header(header).orElseThrow()).contains("realm=\"" + realm + "\"");
        var dialog = answered(peer, "pbx", call, invite, "<sip:" + Stage.PBX_ADDRESS + ":5060;lr>");
        var transfer = call.blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        ask(dialog, dialog.expectRequest("REFER"), status, realm);
        var refer = dialog.expectRequest("REFER");
        assertThat(refer.header(header)).isPresent();
        dialog.respond(refer, 603);
        stage.await(transfer);
        call.hangUp();
        ask(dialog, dialog.expectRequest("BYE"), status, realm);
        var bye = dialog.expectRequest("BYE");
        assertThat(bye.header(header)).isPresent();
        dialog.respond(bye, 200);
        stage.await(call.ended());
    }

    @Test
    @DisplayName(
            "a server that stays out of the dialog: ACK and BYE go to the callee, without what the server was told")
    void calleeBehindTheServerDoesNotSeeTheCredentials() {
        var server = stage.peerAsPbx("853").lenient();
        var callee = stranger();
        var phone = phone(account -> account);
        var call = phone.prepare("853");
        call.start();
        var first = server.expectRequest("INVITE");
        ask(server.dialog(first), first, 407, "asterisk");
        server.expectRequest("ACK");
        var invite = server.expectRequest("INVITE");
        var audio = stage.probe("stranger", 9_000);
        server.respond(
                invite,
                200,
                draft -> draft.replace("Contact", "<sip:853@" + STRANGER + ">").body("application/sdp", audio.sdp()));
        var ack = callee.expectRequest("ACK");
        assertThat(ack.header("Proxy-Authorization")).isEmpty();
        stage.until(() -> call.state().name().equals("IN_CALL"));
        call.hangUp();
        var bye = callee.expectRequest("BYE");
        assertThat(bye.header("Proxy-Authorization")).isEmpty();
        callee.respond(bye, 407, draft -> draft.header("Proxy-Authenticate", "Digest realm=\"asterisk\", nonce=\"n\""));
        stage.await(call.ended());
        callee.expectNothing(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("a realm that was not asked for at the registration gets nothing through the own server either")
    void foreignRealmThroughTheOwnServerGetsNothing() {
        var peer = stage.peerAsPbx("853").lenient();
        var phone = phone(account -> account);
        phone.line().register();
        peer.respond(peer.challenge("REGISTER", new PeerDigest("asterisk", "r1", "MD5"), "858"), 200);
        var started = phone.prepare("853").start();
        var invite = peer.expectRequest("INVITE");
        assertThat(invite.header("Authorization"))
                .as("who is called does not see what the registrar was told")
                .isEmpty();
        ask(peer.dialog(invite), invite, 401, "pay.example");
        assertThat(stage.await(started)).isInstanceOfSatisfying(DialOutcome.Refused.class, refused -> {
            assertThat(refused.warning().orElseThrow())
                    .contains("realm \"pay.example\"")
                    .contains("own is for \"asterisk\"");
        });
        assertThat(stage.requests("858", "INVITE"))
                .noneMatch(sent -> sent.header("Authorization").isPresent());
        phone.line().unregister();
        var last = peer.expectRequest("REGISTER");
        peer.respond(last, 200);
    }

    @Test
    @DisplayName("an account that names its realms answers these alone")
    void namedRealmsAloneAreAnswered() {
        var peer = stage.peerAsPbx("853").lenient();
        var phone = phone(account -> account.realm("home", "office"));
        var refused = phone.prepare("853").start();
        var first = peer.expectRequest("INVITE");
        ask(peer.dialog(first), first, 401, "10.0.0.9");
        assertThat(stage.await(refused).kind()).isEqualTo(DialOutcome.Kind.REFUSED);
        var answered = phone.prepare("853").start();
        var second = peer.expectRequest("INVITE");
        ask(peer.dialog(second), second, 401, "office");
        peer.expectRequest("ACK");
        var again = peer.expectRequest("INVITE");
        assertThat(again.header("Authorization").orElseThrow()).contains("realm=\"office\"");
        peer.respond(again, 486);
        stage.await(answered);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("another server gets the login that was given for it, or the account's own where it is trusted")
    void namedServerGetsItsOwnLogin(boolean trusted) {
        var peer = stranger();
        var server = "sip:" + STRANGER;
        var phone = phone(account ->
                trusted ? account.trustedServer(server) : account.login("theirs", "guest", "welcome", server));
        var started = phone.prepare("sip:853@" + STRANGER).start();
        var invite = peer.expectRequest("INVITE");
        ask(peer.dialog(invite), invite, 401, "theirs");
        peer.expectRequest("ACK");
        var again = peer.expectRequest("INVITE");
        assertThat(again.header("Authorization").orElseThrow())
                .contains(trusted ? "username=\"858\"" : "username=\"guest\"");
        peer.respond(again, 486);
        stage.await(started);
    }

    @Test
    @DisplayName("a server with a login of its own does not get the account's by writing the account's realm")
    void serverWithItsOwnLoginDoesNotGetAnother() {
        var peer = stranger();
        var phone = phone(account -> account.realm("home").login("theirs", "guest", "welcome", "sip:" + STRANGER));
        var started = phone.prepare("sip:853@" + STRANGER).start();
        var invite = peer.expectRequest("INVITE");
        ask(peer.dialog(invite), invite, 401, "home");
        assertThat(stage.await(started).kind()).isEqualTo(DialOutcome.Kind.REFUSED);
        assertNothingWasTold("858");
    }
}
