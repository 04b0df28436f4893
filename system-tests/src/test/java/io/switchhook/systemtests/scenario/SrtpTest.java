package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.sdp.CryptoAttribute;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.simulation.Packet;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.media.DigitsOutcome;
import io.switchhook.stack.trace.Ladder;
import io.switchhook.stack.trace.TraceEvent;
import io.switchhook.stack.trace.TraceLog;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.SecureProbe;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.ScriptedPeer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3711, RFC 4568, RFC 8643: calls with encrypted audio")
class SrtpTest {
    private static final int PLAIN_LENGTH = 12 + 160;
    private static final int GCM_TAG = 16;
    private static final CryptoSuite STRONGEST = CryptoSuite.AEAD_AES_256_GCM;

    @RegisterExtension
    final Stage stage = new Stage();

    /** Lengths of what looks like RTP on the wire. */
    private final List<Integer> lengths = new ArrayList<>();

    private Telephone direct(String number, MediaSecurity security) {
        return direct(number, security, PhoneConfig.DEFAULT);
    }

    private Telephone direct(String number, MediaSecurity security, PhoneConfig config) {
        var address = "10.0.2." + number.charAt(0);
        stage.host(number, address);
        return stage.telephone(
                number,
                SipAccount.builder("sip:" + number + "@" + address)
                        .calls(CallSettings.DEFAULT.withSecurity(security))
                        .build(),
                config.withListen(ListenPoint.parse("udp:" + address + ":5060", 5060))
                        .withRtpPorts(5_000, 10_000));
    }

    private void watchTheWire() {
        stage.simulation().onPacket(packet -> {
            var bytes = packet.payload().toByteArray();
            boolean rtp = packet.kind() == Packet.Kind.DATAGRAM
                    && packet.to().getPort() != 5060
                    && bytes.length > PLAIN_LENGTH - 1
                    && ((bytes[1] & 0x7f) == 0 || (bytes[1] & 0x7f) == 8);
            if (rtp) {
                lengths.add(bytes.length);
            }
        });
    }

    private void assertEncryptedOnTheWire() {
        assertThat(lengths).isNotEmpty().containsOnly(PLAIN_LENGTH + GCM_TAG);
    }

    @ParameterizedTest
    @CsvSource({
        "PREFERRED, PREFERRED, true",
        "PREFERRED, REQUIRED, true",
        "REQUIRED, PREFERRED, true",
        "REQUIRED, REQUIRED, true",
        "PREFERRED, OFF, false",
        "OFF, PREFERRED, false"
    })
    void twoTelephonesTalk(MediaSecurity callers, MediaSecurity callees, boolean encrypted) {
        watchTheWire();
        var caller = direct("2", callers);
        var callee = direct("3", callees).answering();
        var call = caller.talkTo(callee.uri());
        caller.assertTalksWith(callee);
        assertThat(call.encryption().isPresent()).isEqualTo(encrypted);
        assertThat(callee.lastIncoming().encryption()).isEqualTo(call.encryption());
        if (encrypted) {
            assertThat(call.encryption()).contains(STRONGEST);
            assertEncryptedOnTheWire();
        } else {
            assertThat(lengths).isNotEmpty().containsOnly(PLAIN_LENGTH);
        }
    }

    @Test
    void withoutEncryptionARequiredCallIsNone() {
        var plain = direct("2", MediaSecurity.OFF);
        var strict = direct("3", MediaSecurity.REQUIRED);
        strict.on(call -> call.answer());
        var outcome = plain.dial(strict.uri());
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(488));
        assertThat(stage.answers("3", "INVITE", 488).get(0).header("Warning").orElseThrow())
                .startsWith("302 ")
                .contains("RTP/AVP was offered, we have RTP/SAVP, RTP/SAVPF");
        plain.answering();
        assertThat(strict.dial(plain.uri())).isInstanceOf(DialOutcome.Refused.class);
        assertThat(stage.answers("2", "INVITE", 488).get(0).header("Warning").orElseThrow())
                .contains("RTP/SAVP was offered, we have RTP/AVP, RTP/AVPF");
    }

    @Test
    void oneCallMayBeEncryptedThoughTheAccountIsNot() {
        var caller = direct("2", MediaSecurity.OFF);
        var callee = direct("3", MediaSecurity.PREFERRED).answering();
        var call = caller.prepare(
                callee.uri(),
                DialOptions.DEFAULT.withSettings(CallSettings.DEFAULT.withSecurity(MediaSecurity.REQUIRED)));
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        assertThat(call.encryption()).contains(STRONGEST);
        caller.assertTalksWith(callee);
    }

    @Test
    void holdResumeAndDigitsGoOnUnderTheSameKeys() {
        watchTheWire();
        var caller = direct("2", MediaSecurity.REQUIRED);
        var callee = direct("3", MediaSecurity.REQUIRED).answering();
        var call = caller.talkTo(callee.uri());
        caller.assertTalksWith(callee);
        var digits = new StringBuilder();
        callee.lastIncoming().onDigit(digits::append);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        callee.assertHearsNothing();
        assertThat(stage.await(callee.lastIncoming().hold()).isDone()).isTrue();
        assertThat(stage.await(callee.lastIncoming().resume()).isDone()).isTrue();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        assertThat(stage.await(call.sendDigits("42"))).isEqualTo(DigitsOutcome.SENT);
        stage.seconds(0.5);
        assertThat(digits).hasToString("42");
        caller.assertTalksWith(callee);
        assertEncryptedOnTheWire();
        assertThat(stage.requests("2", "INVITE"))
                .allSatisfy(invite -> assertThat(invite.body()).contains(" RTP/SAVP "));
        var keys = stage.requests("2", "INVITE").stream()
                .map(invite ->
                        SessionDescription.parse(invite.body()).media().get(0).crypto())
                .distinct();
        assertThat(keys).hasSize(1);
    }

    @Test
    void theOtherSideMayMakeTheOffer() {
        var caller = direct("2", MediaSecurity.REQUIRED);
        var callee = direct("3", MediaSecurity.REQUIRED).answering();
        var call = caller.prepare(callee.uri(), DialOptions.DEFAULT.withLateOffer());
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        stage.until(() -> callee.lastIncoming().encryption().isPresent());
        assertThat(call.encryption()).contains(STRONGEST);
        caller.assertTalksWith(callee);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void transferLeadsToEncryptedAudioToo(boolean attended) {
        watchTheWire();
        var transferor = direct("2", MediaSecurity.REQUIRED);
        var transferee = direct("3", MediaSecurity.REQUIRED).answering();
        var target = direct("4", MediaSecurity.REQUIRED).answering();
        var call = transferor.talkTo(transferee.uri());
        var outcome = attended
                ? stage.await(call.attendedTransfer(transferor.talkTo(target.uri())))
                : stage.await(call.blindTransfer(target.uri()));
        assertThat(outcome.isSuccess()).isTrue();
        stage.seconds(1);
        transferee.assertTalksWith(target);
        assertThat(target.lastCall().encryption()).contains(STRONGEST);
        assertEncryptedOnTheWire();
    }

    @Test
    void ladderAndLogTellTheSuiteAndNoKey() {
        var trace = new TraceLog(1_000_000);
        var caller = direct("2", MediaSecurity.REQUIRED, PhoneConfig.DEFAULT.withTrace(trace));
        var callee = direct("3", MediaSecurity.REQUIRED).answering();
        var call = caller.talkTo(callee.uri());
        var offer = stage.requests("2", "INVITE").get(0).body();
        var key = offer.substring(offer.indexOf("inline:") + 7, offer.indexOf("inline:") + 30);
        assertThat(Ladder.draw(trace.events()))
                .contains("encrypted: " + STRONGEST)
                .doesNotContain(key);
        for (var event : trace.events()) {
            assertThat(event.toString()).doesNotContain(key);
            if (event instanceof TraceEvent.Message message) {
                assertThat(new String(message.bytes(), StandardCharsets.UTF_8)).doesNotContain(key);
            }
        }
        assertThat(call.toString() + call.encryption()).doesNotContain(key);
    }

    // --- with a scripted peer -------------------------------------------------------------------------------------

    private static CryptoAttribute line(int tag, CryptoSuite suite, int seed, String rest) {
        var key = new byte[suite.keyAndSaltBytes()];
        Arrays.fill(key, (byte) seed);
        var text = CryptoAttribute.of(tag, suite, key).attribute().value().orElseThrow();
        return CryptoAttribute.parse(text + rest).orElseThrow();
    }

    private Telephone phone(ScriptedPeer peer, MediaSecurity security) {
        assertThat(peer.name()).isNotEmpty();
        return direct("8", security);
    }

    /** While the peer is still there to hear it. */
    private void hangUp(Telephone phone) {
        phone.lastCall().hangUp();
        stage.seconds(0.1);
    }

    @ParameterizedTest
    @EnumSource(CryptoSuite.class)
    void everySuiteIsAnsweredAndHeard(CryptoSuite suite) {
        var gateway = stage.peerAsPbx("853");
        var phone = phone(gateway, MediaSecurity.PREFERRED).answering();
        try (var audio = new SecureProbe(stage, "pbx", 8_000)) {
            var ours = line(7, suite, 1, "");
            var dialog = gateway.newDialog(phone.uri());
            var invite = dialog.invite(audio.sdp("RTP/SAVP", ours));
            var answer = dialog.expectResponse("INVITE", 200);
            dialog.ack(invite, answer);
            assertThat(answer.body()).contains(" RTP/SAVP ").contains("a=crypto:7 " + suite + " inline:");
            audio.agree(ours, answer.body());
            audio.sendTone(PageCall.PEER_TONE);
            audio.ear().expectTone(phone.tone(), Duration.ofSeconds(2));
            assertThat(phone.hearsPeer()).isTrue();
            assertThat(phone.lastIncoming().encryption()).contains(suite);
            assertThat(audio.counters().notAuthentic() + audio.counters().replayed())
                    .isZero();
            hangUp(phone);
        }
    }

    @Test
    @DisplayName("RFC 4568 §7.1.4: the other side takes new keys with a later offer, and the audio goes on")
    void newKeysInALaterOffer() {
        var gateway = stage.peerAsPbx("853");
        var phone = phone(gateway, MediaSecurity.REQUIRED).answering();
        try (var audio = new SecureProbe(stage, "pbx", 8_000)) {
            var first = line(1, CryptoSuite.AES_CM_128_HMAC_SHA1_80, 1, "");
            var dialog = gateway.newDialog(phone.uri());
            var invite = dialog.invite(audio.sdp("RTP/SAVP", first));
            var answer = dialog.expectResponse("INVITE", 200);
            dialog.ack(invite, answer);
            audio.agree(first, answer.body());
            audio.sendTone(PageCall.PEER_TONE);
            assertThat(phone.hearsPeer()).isTrue();
            var second = line(1, CryptoSuite.AEAD_AES_128_GCM, 2, "");
            var change = dialog.invite(audio.sdp("RTP/SAVP", second));
            var agreed = dialog.expectResponse("INVITE", 200);
            dialog.ack(change, agreed);
            audio.agree(second, agreed.body());
            stage.seconds(1);
            assertThat(phone.hearsPeer()).isTrue();
            audio.ear().expectTone(phone.tone(), Duration.ofSeconds(1));
            assertThat(phone.lastIncoming().encryption()).contains(CryptoSuite.AEAD_AES_128_GCM);
            var plain = dialog.invite(audio.ear().sdp());
            var refusal = dialog.expectResponse("INVITE", 488);
            dialog.ack(plain, refusal);
            assertThat(phone.hearsPeer()).as("what stands goes on").isTrue();
            hangUp(phone);
        }
    }

    @Test
    @DisplayName("RFC 4568 §6.4.1: what is not authentic is neither heard nor answered")
    void strangersDoNotGetIn() {
        var gateway = stage.peerAsPbx("853");
        var phone = phone(gateway, MediaSecurity.REQUIRED).answering();
        var stranger = stage.peer("mallory", "mallory", "10.9.9.9", 5_060);
        var loud = stage.probe("mallory", 9_000);
        assertThat(stranger.name()).isNotEmpty();
        try (var audio = new SecureProbe(stage, "pbx", 8_000)) {
            var ours = line(1, CryptoSuite.AES_CM_128_HMAC_SHA1_80, 1, "|2^20|1:4");
            var dialog = gateway.newDialog(phone.uri());
            var invite = dialog.invite(audio.sdp("RTP/SAVP", ours));
            var answer = dialog.expectResponse("INVITE", 200);
            dialog.ack(invite, answer);
            audio.agree(ours, answer.body());
            loud.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(answer.body()));
            stage.seconds(3);
            phone.assertHearsNothing();
            assertThat(loud.packets()).isZero();
            audio.ear().expectTone(phone.tone(), Duration.ofSeconds(1));
            hangUp(phone);
        }
    }

    @ParameterizedTest
    @CsvSource({"REQUIRED, RTP/SAVP", "PREFERRED, RTP/AVP"})
    @DisplayName(
            "RFC 3264 §5.1, RFC 4568 §5.1.1: early audio is heard once the answer has brought its keys; forks have each their own")
    void earlyAudioOfForks(MediaSecurity security, String protocol) {
        var gateway = stage.peerAsPbx("853");
        var phone = phone(gateway, security);
        var call = phone.prepare(gateway.uri());
        var outcome = call.start();
        var invite = gateway.expectRequest("INVITE");
        assertThat(invite.body()).contains(" " + protocol + " ").contains("a=crypto:1 " + STRONGEST);
        try (var one = new SecureProbe(stage, "pbx", 8_000);
                var two = new SecureProbe(stage, "pbx", 9_000)) {
            var keyOfOne = line(3, CryptoSuite.AES_CM_128_HMAC_SHA1_80, 1, "");
            var keyOfTwo = line(1, STRONGEST, 2, "");
            one.agree(keyOfOne, invite.body());
            one.sendTone(PageCall.PEER_TONE);
            stage.seconds(0.5);
            phone.assertHearsNothing();
            var first = gateway.dialog(invite);
            first.respondWithSdp(invite, 183, one.sdp(protocol, keyOfOne));
            stage.until(() -> call.state() == CallState.RINGING_WITH_EARLY_MEDIA);
            stage.seconds(0.5);
            assertThat(phone.hearsPeer()).isTrue();
            var second = gateway.dialog(invite);
            one.ear().stop();
            second.respondWithSdp(invite, 200, two.sdp(protocol, keyOfTwo));
            two.agree(keyOfTwo, invite.body());
            two.sendTone(PageCall.PEER_TONE);
            second.expectRequest("ACK");
            assertThat(stage.await(outcome).isAnswered()).isTrue();
            stage.seconds(1);
            assertThat(phone.hearsPeer()).isTrue();
            assertThat(call.encryption()).contains(STRONGEST);
            two.ear().expectTone(phone.tone(), Duration.ofSeconds(1));
            hangUp(phone);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PREFERRED, RTP/SAVP, 9 AES_CM_128_HMAC_SHA1_80, 399",
        "PREFERRED, RTP/SAVP, '', 399",
        "REQUIRED, RTP/AVP, '', 302",
        "REQUIRED, RTP/AVP, 9 AES_CM_128_HMAC_SHA1_80, 302",
        "OFF, RTP/SAVPF, 9 AES_CM_128_HMAC_SHA1_80, 302"
    })
    @DisplayName(
            "RFC 4568 §5.1.2: what cannot be used is refused before anybody is asked, with a sentence that names it")
    void unusableOffersAreRefused(MediaSecurity security, String protocol, String crypto, int code) {
        var gateway = stage.peerAsPbx("853");
        var phone = phone(gateway, security).answering();
        var audio = stage.probe("pbx", 8_000);
        var dialog = gateway.newDialog(phone.uri());
        var extra = crypto.isEmpty() ? "" : "a=crypto:" + crypto + " inline:AAAA\r\n";
        var invite = dialog.invite(audio.sdp().replace("RTP/AVP", protocol) + extra);
        var refusal = dialog.expectResponse("INVITE", 488);
        dialog.ack(invite, refusal);
        assertThat(refusal.header("Warning").orElseThrow())
                .startsWith(code + " ")
                .contains(protocol + " was offered");
        assertThat(phone.incoming()).isEmpty();
    }

    @Test
    @DisplayName("RFC 4568 §5.1.3: an answer whose key is none of ours ends the call, and no audio goes in plain")
    void answerWithWrongKeys() {
        watchTheWire();
        var gateway = stage.peerAsPbx("853");
        var phone = phone(gateway, MediaSecurity.PREFERRED);
        var outcome = phone.prepare(gateway.uri()).start();
        var audio = stage.probe("pbx", 8_000);
        var invite = gateway.expectRequest("INVITE");
        var dialog = gateway.dialog(invite);
        dialog.respondWithSdp(
                invite,
                200,
                audio.sdp() + "a="
                        + line(9, CryptoSuite.AES_CM_128_HMAC_SHA1_80, 5, "").attribute() + "\r\n");
        dialog.expectRequest("ACK");
        dialog.respond(dialog.expectRequest("BYE"), 200);
        assertThat(stage.await(outcome))
                .isInstanceOfSatisfying(
                        DialOutcome.Unreachable.class,
                        unreachable -> assertThat(unreachable.reason())
                                .contains("expected one of the offered a=crypto lines"));
        assertThat(lengths).isEmpty();
    }
}
