package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.Call;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.stack.media.DigitsOutcome;
import io.switchhook.systemtests.fixture.ScriptedExtension;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.WireMessage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 4568 §7.1.4: keys end at our PBX, each leg has its own or none")
class SrtpPbxTest {
    private static final Pattern KEY = Pattern.compile("inline:([A-Za-z0-9+/=]+)");
    private static final CryptoSuite STRONGEST = CryptoSuite.AEAD_AES_256_GCM;

    @RegisterExtension
    final Stage stage = new Stage();

    private Telephone telephone(String number, MediaSecurity security) {
        return stage.telephone(
                        number,
                        SipAccount.builder("sip:" + number + "@" + Stage.PBX_ADDRESS)
                                .secret(number)
                                .calls(CallSettings.DEFAULT.withSecurity(security))
                                .build())
                .register();
    }

    private static Set<String> keysIn(Stream<WireMessage> messages) {
        var keys = new TreeSet<String>();
        messages.forEach(message -> {
            var found = KEY.matcher(message.body());
            while (found.find()) {
                keys.add(found.group(1));
            }
        });
        return keys;
    }

    /** Whatever a telephone says of its keys, no other is told. */
    private void assertNoKeyIsPassedOn(String... numbers) {
        var told = keysIn(stage.sentBy("pbx").stream());
        for (var number : numbers) {
            assertThat(keysIn(stage.sentBy(number).stream()))
                    .doesNotContainAnyElementsOf(told.isEmpty() ? Set.of("-") : told);
        }
    }

    private static void assertEncrypted(Call call, boolean encrypted) {
        assertThat(call.encryption().isPresent()).as("encryption of %s", call).isEqualTo(encrypted);
    }

    @ParameterizedTest
    @CsvSource({
        "OFF, OFF, false, false",
        "OFF, PREFERRED, false, false",
        "OFF, REQUIRED, false, true",
        "PREFERRED, OFF, true, false",
        "PREFERRED, PREFERRED, true, true",
        "PREFERRED, REQUIRED, true, true",
        "REQUIRED, OFF, true, false",
        "REQUIRED, PREFERRED, true, true",
        "REQUIRED, REQUIRED, true, true"
    })
    void anyTwoTelephonesTalk(MediaSecurity callers, MediaSecurity callees, boolean callerIs, boolean calleeIs) {
        stage.startPbx();
        var caller = telephone("858", callers);
        var callee = telephone("853", callees).answering();
        var call = caller.talkTo("853");
        assertEncrypted(call, callerIs);
        assertEncrypted(callee.lastIncoming(), calleeIs);
        caller.assertTalksWith(callee);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        callee.assertHearsNothing();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        assertThat(stage.await(callee.lastIncoming().hold()).isDone()).isTrue();
        assertThat(stage.await(callee.lastIncoming().resume()).isDone()).isTrue();
        var digits = new StringBuilder();
        callee.lastIncoming().onDigit(digits::append);
        assertThat(stage.await(call.sendDigits("42"))).isEqualTo(DigitsOutcome.SENT);
        stage.seconds(0.5);
        assertThat(digits).hasToString("42");
        caller.assertTalksWith(callee);
        assertEncrypted(call, callerIs);
        // RFC 8643 §3.4: the later offer of a telephone that prefers keys has them again, whatever was agreed on
        // before.
        assertEncrypted(callee.lastIncoming(), callees != MediaSecurity.OFF);
        assertNoKeyIsPassedOn("858", "853");
    }

    @ParameterizedTest
    @CsvSource({
        "REQUIRED, REQUIRED, REQUIRED, false",
        "REQUIRED, REQUIRED, REQUIRED, true",
        "REQUIRED, OFF, PREFERRED, false",
        "OFF, REQUIRED, OFF, false",
        "OFF, REQUIRED, OFF, true",
        "OFF, OFF, REQUIRED, false",
        "PREFERRED, PREFERRED, OFF, true"
    })
    void transfersJoinWhoeverHasKeysWithWhoeverHasNone(
            MediaSecurity transferors, MediaSecurity transferees, MediaSecurity targets, boolean attended) {
        stage.startPbx();
        var transferor = telephone("858", transferors);
        var transferee = telephone("853", transferees).answering();
        var target = telephone("895", targets).answering();
        var call = transferor.talkTo("853");
        transferor.assertTalksWith(transferee);
        var outcome = attended
                ? stage.await(call.attendedTransfer(transferor.talkTo("895")))
                : stage.await(call.blindTransfer("895"));
        assertThat(outcome.isSuccess()).isTrue();
        stage.seconds(1);
        transferee.assertTalksWith(target);
        assertEncrypted(transferee.lastCall(), transferees != MediaSecurity.OFF);
        assertNoKeyIsPassedOn("858", "853", "895");
    }

    @Test
    void severalTelephonesOfOneExtensionHaveEachItsOwnKeys() {
        stage.startPbx();
        var caller = telephone("858", MediaSecurity.REQUIRED);
        var first = telephone("853", MediaSecurity.REQUIRED);
        var second = stage.telephone(
                        "upstairs",
                        SipAccount.builder("sip:853@" + Stage.PBX_ADDRESS)
                                .secret("853")
                                .calls(CallSettings.DEFAULT.withSecurity(MediaSecurity.REQUIRED))
                                .build())
                .register();
        var call = caller.prepare("853");
        call.start();
        stage.until(() -> !first.incoming().isEmpty() && !second.incoming().isEmpty());
        stage.seconds(1);
        second.lastIncoming().answer();
        stage.until(() -> call.state() == CallState.IN_CALL);
        caller.assertTalksWith(second);
        assertThat(call.encryption()).contains(STRONGEST);
        var invites = stage.requests("pbx", "INVITE");
        assertThat(invites).hasSize(2);
        assertThat(keysIn(invites.subList(0, 1).stream()))
                .doesNotContainAnyElementsOf(keysIn(invites.subList(1, 2).stream()));
    }

    @Test
    @DisplayName("RFC 4568 §5.1.2: keys of which none can be used are refused here, and are not passed on")
    void unusableKeysAreRefused() {
        stage.startPbx();
        telephone("853", MediaSecurity.REQUIRED).answering();
        var caller = stage.peer("858", "caller", "10.0.3.1", 5_060)
                .target(ScriptedExtension.pbxAddress())
                .lenient();
        ScriptedExtension.register(caller, "858");
        var ear = stage.probe("caller", 9_000);
        var dialog = caller.newDialog("sip:853@" + Stage.PBX_ADDRESS);
        var sdp = ear.sdp().replace("RTP/AVP", "RTP/SAVP")
                + "a=crypto:1 F8_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5QUJjZGVm\r\n";
        var first = dialog.invite(sdp);
        var challenge = dialog.expectResponse("INVITE", 401);
        dialog.ack(first, challenge);
        var second = dialog.sendAuthorized(first, challenge, "858", "858");
        var refusal = dialog.expectResponse("INVITE", 488);
        dialog.ack(second, refusal);
        assertThat(refusal.header("Warning").orElseThrow()).contains("None of the a=crypto lines can be used here");
        assertThat(stage.requests("pbx", "INVITE")).isEqualTo(List.of());
    }

    @Test
    @DisplayName("RFC 4568 §5.1.3: an answer with none of the offered keys fails the call, and nothing goes in plain")
    void answerWithOtherKeysFails() {
        stage.startPbx();
        var caller = telephone("858", MediaSecurity.REQUIRED);
        var callee = stage.peer("853", "callee", "10.0.3.1", 5_060)
                .target(ScriptedExtension.pbxAddress())
                .lenient();
        ScriptedExtension.register(callee, "853");
        var ear = stage.probe("callee", 9_000);
        var outcome = caller.prepare("853").start();
        var invite = callee.expectRequest("INVITE");
        var dialog = callee.dialog(invite);
        var answer = ear.sdp().replace("RTP/AVP", "RTP/SAVP")
                + "a=crypto:9 AES_CM_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5QUJjZGVm\r\n";
        dialog.respondWithSdp(invite, 200, answer);
        dialog.expectRequest("ACK");
        dialog.respond(dialog.expectRequest("BYE"), 200);
        assertThat(stage.await(outcome))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(488));
        assertThat(ear.packets()).isZero();
    }
}
