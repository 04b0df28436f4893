package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.SipAccount;
import io.switchhook.sip.core.auth.DigestPolicy;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.TwoDomains;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7616 §3.5, RFC 3261 §20.6: servers that prove to know the secret, and give the next nonce")
class AuthenticationInfoTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private Telephone phone(int seconds, boolean demanding) {
        return stage.telephone(
                "858",
                SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS)
                        .secret("858")
                        .expires(Duration.ofSeconds(seconds))
                        .digest(DigestPolicy.DEFAULT.withServerProof(demanding))
                        .build());
    }

    private List<String> infos(String host, String method) {
        return stage.answers(host, method, 200).stream()
                .map(answer -> answer.header("Authentication-Info").orElse("none"))
                .toList();
    }

    @Test
    @DisplayName(
            "the PBX proves itself in each 2xx to what a telephone has logged in for, and the telephone believes it")
    void pbxProvesItself() {
        stage.startPbx();
        stage.registered("853").answering().phone().onMessage(message -> {});
        var phone = phone(600, true).register();
        assertThat(infos("pbx", "REGISTER").get(1))
                .matches("qop=auth, rspauth=\"[0-9a-f]{64}\", cnonce=\"[^\"]+\", nc=0000000[1-9]");
        assertThat(stage.await(phone.line().sendMessage("853", "hello")).isSuccess())
                .isTrue();
        phone.talkTo("853");
        assertThat(infos("pbx", "INVITE").get(0)).contains("rspauth=");
        assertThat(stage.answers("853", "INVITE", 200))
                .allMatch(answer -> answer.header("Authentication-Info").isEmpty());
    }

    @Test
    @DisplayName(
            "§3.5: with nextnonce a telephone that registers every two minutes is challenged once, and not every five")
    void nextNonceSparesTheChallenge() {
        stage.startPbx();
        phone(180, false).register();
        stage.seconds(3_600);
        assertThat(stage.answers("pbx", "REGISTER", 200)).hasSizeGreaterThan(20);
        assertThat(stage.answers("pbx", "REGISTER", 401)).hasSize(1);
        assertThat(infos("pbx", "REGISTER"))
                .allMatch(info -> info.contains("rspauth="))
                .anyMatch(info -> info.contains("nextnonce="));
    }

    @Test
    @DisplayName("switched off, nothing is said, and the challenges come back")
    void switchedOff() {
        stage.startPbx(pbx -> pbx.withoutAuthenticationInfo());
        phone(180, false).register();
        stage.seconds(3_600);
        assertThat(infos("pbx", "REGISTER")).containsOnly("none");
        assertThat(stage.answers("pbx", "REGISTER", 401)).hasSizeGreaterThan(5);
    }

    @Test
    @DisplayName("a 2xx that is repeated says the same")
    void repeatedSuccessSaysTheSame() {
        stage.startPbx();
        stage.registered("853").answering();
        var caller = phone(600, false).register();
        // The ACKs of the caller are lost.
        var call = caller.prepare("853");
        var dialled = call.start();
        stage.until(() -> !stage.answers("pbx", "INVITE", 200).isEmpty());
        stage.simulation().unplug(stage.host("858"));
        stage.seconds(5);
        stage.simulation().plugIn(stage.host("858"));
        stage.await(dialled);
        assertThat(infos("pbx", "INVITE").stream().distinct()).hasSize(1);
        assertThat(infos("pbx", "INVITE")).hasSizeGreaterThan(1).allMatch(info -> info.contains("rspauth="));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("a registrar beside a proxy says it where it is asked to")
    void registrarOfAProxySaysItOnDemand(boolean on) {
        var domains = new TwoDomains(stage);
        domains.proxy2(TwoDomains.inbound(), builder -> on ? builder.authenticationInfo() : builder);
        domains.bob();
        var said = stage.answers("proxy2", "REGISTER", 200);
        assertThat(said).isNotEmpty();
        assertThat(said.stream().map(WireMessage::status)).containsOnly(200);
        assertThat(infos("proxy2", "REGISTER")).allMatch(info -> info.contains("rspauth=") == on);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("so does a proxy of the 2xx to what it has asked credentials for, to its caller and to nobody else")
    void proxyProvesItselfOnDemand(boolean on) {
        var domains = new TwoDomains(stage);
        domains.proxy1(TwoDomains.challengingOutbound(), builder -> on ? builder.authenticationInfo() : builder);
        domains.proxy2(TwoDomains.inbound());
        var bob = domains.bob().answering();
        var alice = domains.alice();
        var call = alice.talkTo(TwoDomains.BOB);
        alice.assertTalksWith(bob);
        assertThat(stage.answers("proxy1", "INVITE", 200))
                .isNotEmpty()
                .allMatch(answer -> answer.header("Proxy-Authentication-Info")
                                .filter(info -> info.contains("rspauth="))
                                .isPresent()
                        == on);
        assertThat(stage.answers("proxy2", "INVITE", 200))
                .allMatch(answer -> answer.header("Proxy-Authentication-Info").isEmpty());
        stage.await(call.hangUp());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("a proxy that has the header, but not the secret, is found out: its nonce is not answered again")
    void impostorOfAProxyIsFoundOut(boolean forged) {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.unregistered("858");
        var audio = stage.probe("pbx", 9_000);
        var call = phone.prepare("853");
        var started = call.start();
        pbx.respond(
                pbx.expectRequest("INVITE"),
                407,
                draft -> draft.header("Proxy-Authenticate", "Digest realm=\"pbx\", nonce=\"1\", qop=\"auth\""));
        pbx.expectRequest("ACK");
        var invite = pbx.expectRequest("INVITE");
        var cnonce = invite.header("Proxy-Authorization").orElseThrow().replaceAll(".*cnonce=\"([^\"]*)\".*", "$1");
        var info = "qop=auth, rspauth=\"00\", nc=00000001, cnonce=\"" + (forged ? cnonce : "of another") + "\"";
        var dialog = pbx.dialog(invite);
        dialog.respond(
                invite,
                200,
                draft -> draft.header("Proxy-Authentication-Info", info).body("application/sdp", audio.sdp()));
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        call.hangUp();
        dialog.respond(dialog.expectRequest("BYE"), 200);
        stage.await(call.ended());
        var next = phone.prepare("853");
        var refused = next.start();
        var again = pbx.expectRequest("INVITE");
        assertThat(again.header("Proxy-Authorization").isPresent()).isEqualTo(!forged);
        pbx.respond(again, 486);
        pbx.expectRequest("ACK");
        stage.await(refused);
    }
}
