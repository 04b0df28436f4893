package io.switchhook.testkitjunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.pbx.Pbx;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.testkit.ScriptedPeer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PbxExtensionTest {
    private static final Duration RING = Duration.ofSeconds(10);

    @RegisterExtension
    static final PbxExtension PBX = PbxExtension.withNumbers("300")
            .pbx(builder -> builder.product("ExchangeOfTheTest"))
            .phones(config -> config.withProduct("TelephoneOfTheTest"));

    private PhoneLine before;

    @BeforeEach
    void takeTheLine(@Extension("100") PhoneLine line) {
        before = line;
    }

    @AfterEach
    void thePbxIsStillThere(TestPbx site) {
        assertThat(site.pbx().load().join()).isNotNull();
    }

    @Test
    void oneNumberIsOneTelephone(
            @Extension("100") PhoneLine line, @Extension("100") SoftPhone phone, TestPbx site, Pbx pbx) {
        assertThat(line).isSameAs(before);
        assertThat(phone.lines()).containsExactly(line);
        assertThat(site.pbx()).isSameAs(pbx);
        assertThat(line.account().user()).isEqualTo("100");
        assertThat(site.address().getAddress().isLoopbackAddress()).isTrue();
    }

    @Test
    void scriptedPeerIsReachedThroughThePbx(
            @Extension("100") PhoneLine line, @Extension("200") ScriptedPeer peer, TestPbx site) {
        var call = line.createCall("200");
        var started = call.start();
        var invite = peer.expectRequest("INVITE", RING);
        assertThat(invite.header("User-Agent").or(() -> invite.header("Server")))
                .contains("ExchangeOfTheTest");
        var dialog = peer.dialog(invite);
        dialog.respond(invite, 180);
        var audio = site.probe();
        dialog.respondWithSdp(invite, 200, audio.sdp());
        dialog.expectRequest("ACK", RING);
        assertThat(started.join().isAnswered()).isTrue();
        assertThat(site.ladder()).contains("INVITE", "180 Ringing", "REGISTER").doesNotContain(site.secretOf("100"));
        // The BYE of the telephone that closes after the test is answered by the peer itself.
        assertThat(call.state()).isEqualTo(CallState.IN_CALL);
    }

    @Test
    void scriptedPeerRefuses(@Extension("100") PhoneLine line, @Extension("200") ScriptedPeer peer) {
        var started = line.createCall("200").start();
        peer.dialog(peer.expectRequest("INVITE", RING));
        var invite = peer.received().stream()
                .filter(message -> message.isRequest("INVITE"))
                .findFirst()
                .orElseThrow();
        peer.respond(invite, 486);
        assertThat(started.join())
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(486));
        peer.expectRequest("ACK", RING);
    }

    @Test
    void programOfTheTestRegistersByItself(@Extension("400") SipAccount account, @Extension("100") PhoneLine line) {
        try (var own = SoftPhone.create(PhoneConfig.DEFAULT.withListen(ListenPoint.parse("udp:127.0.0.1:0", 0)))) {
            own.onIncomingCall(call -> call.reject(480, "asleep"));
            assertThat(own.createLine(account).register().join().isRegistered()).isTrue();
            assertThat(line.createCall("400").start().join()).isInstanceOf(DialOutcome.Refused.class);
        }
    }

    @Test
    void numberThatIsNotThereIsSaid(TestPbx site) {
        assertThat(site.account("300").user()).isEqualTo("300");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> site.account("999"))
                .withMessageContaining("no \"999\"")
                .withMessageContaining("withNumbers");
    }

    @Nested
    class Inside {
        @Test
        void numbersOfTheOuterClassAreThere(TestPbx site, @Extension("500") PhoneLine line) {
            assertThat(site.line("200").createCall("500")).isNotNull();
            assertThat(line.account().user()).isEqualTo("500");
        }
    }
}
