package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.KeyExchange;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.simulation.LinkModel;
import io.switchhook.simulation.Packet;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.media.DigitsOutcome;
import io.switchhook.stack.trace.Ladder;
import io.switchhook.stack.trace.TraceLog;
import io.switchhook.systemtests.fixture.FakeDtls;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 5763, RFC 5764: calls whose keys come of a handshake")
class DtlsTest {
    private static final int PLAIN_LENGTH = 12 + 160;
    private static final int GCM_TAG = 16;
    private static final CryptoSuite STRONGEST = CryptoSuite.AEAD_AES_256_GCM;

    @RegisterExtension
    final Stage stage = new Stage();

    private final Map<String, FakeDtls> dtls = new HashMap<>();
    /** Lengths of what looks like RTP on the wire. */
    private final List<Integer> lengths = new ArrayList<>();

    private FakeDtls dtlsOf(String number) {
        return Objects.requireNonNull(dtls.get(number));
    }

    private Telephone direct(String number, MediaSecurity security, KeyExchange exchange) {
        return direct(number, security, exchange, PhoneConfig.DEFAULT);
    }

    private Telephone direct(String number, MediaSecurity security, KeyExchange exchange, PhoneConfig config) {
        var address = "10.0.2." + number.charAt(0);
        stage.host(number, address);
        dtls.put(number, new FakeDtls(number));
        return stage.telephone(
                number,
                SipAccount.builder("sip:" + number + "@" + address)
                        .calls(CallSettings.DEFAULT.withSecurity(security).withKeyExchange(exchange))
                        .build(),
                config.withListen(ListenPoint.parse("udp:" + address + ":5060", 5060))
                        .withRtpPorts(5_000, 10_000)
                        .withDtls(dtlsOf(number)));
    }

    private Telephone required(String number) {
        return direct(number, MediaSecurity.REQUIRED, KeyExchange.DTLS);
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
        "REQUIRED, DTLS, REQUIRED, DTLS, UDP/TLS/RTP/SAVP, true",
        "REQUIRED, DTLS, PREFERRED, SDES, UDP/TLS/RTP/SAVP, true",
        "PREFERRED, DTLS, REQUIRED, DTLS, RTP/AVP, true",
        "REQUIRED, EITHER, REQUIRED, EITHER, RTP/SAVP, true",
        "REQUIRED, EITHER, REQUIRED, SDES, RTP/SAVP, false",
        "REQUIRED, SDES, PREFERRED, EITHER, RTP/SAVP, false"
    })
    void twoTelephonesTalk(
            MediaSecurity caller,
            KeyExchange callers,
            MediaSecurity callee,
            KeyExchange callees,
            String protocol,
            boolean byDtls) {
        watchTheWire();
        var one = direct("2", caller, callers);
        var other = direct("3", callee, callees).answering();
        var call = one.talkTo(other.uri());
        one.assertTalksWith(other);
        assertThat(call.encryption()).contains(STRONGEST);
        assertThat(other.lastIncoming().encryption()).contains(STRONGEST);
        assertEncryptedOnTheWire();
        assertThat(stage.requests("2", "INVITE").get(0).body()).contains(" " + protocol + " ");
        assertThat(stage.answers("3", "INVITE", 200).get(0).body())
                .contains(" " + protocol + " ")
                .contains(byDtls ? "a=setup:active" : "a=crypto:");
        assertThat(dtlsOf("2").begun()).isEqualTo(byDtls ? 1 : 0);
        assertThat(stage.await(call.hangUp())).isNotNull();
        stage.seconds(1);
        assertThat(dtlsOf("2").alive() + dtlsOf("3").alive()).isZero();
    }

    @Test
    void holdResumeAndDigitsGoOnInTheSameAssociation() {
        watchTheWire();
        var caller = required("2");
        var callee = required("3").answering();
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
        assertThat(dtlsOf("2").begun()).isEqualTo(1);
        assertThat(dtlsOf("3").begun()).isEqualTo(1);
        assertThat(stage.requests("2", "INVITE"))
                .allSatisfy(invite ->
                        assertThat(invite.body()).contains("UDP/TLS/RTP/SAVP", "a=setup:actpass", "a=rtcp-mux"));
        // Who was the server answers so (RFC 5763 §6.6).
        assertThat(stage.answers("2", "INVITE", 200).get(0).body()).contains("a=setup:passive");
        assertThat(call.encryption()).contains(STRONGEST);
    }

    @Test
    void handshakesAndSignallingLiveWithLossAndDelay() {
        stage.simulation()
                .defaultLink(LinkModel.LAN
                        .withDelay(Duration.ofMillis(80))
                        .withJitter(Duration.ofMillis(40))
                        .withLossPercent(15)
                        .withReorderingPercent(10));
        var caller = required("2");
        var callee = required("3").answering();
        var call = caller.talkTo(callee.uri());
        stage.until(() -> call.encryption().isPresent()
                && callee.lastIncoming().encryption().isPresent());
        stage.simulation().defaultLink(LinkModel.LAN);
        caller.assertTalksWith(callee);
    }

    @Test
    void theOtherSideMayMakeTheOffer() {
        var caller = required("2");
        var callee = required("3").answering();
        var call = caller.prepare(callee.uri(), DialOptions.DEFAULT.withLateOffer());
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        caller.assertTalksWith(callee);
        assertThat(call.encryption()).contains(STRONGEST);
        // RFC 5763 §6.4: the one who answers begins.
        assertThat(stage.requests("2", "ACK").get(0).body()).contains("a=setup:active");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void transferLeadsToAnAssociationOfItsOwn(boolean attended) {
        watchTheWire();
        var transferor = required("2");
        var transferee = required("3").answering();
        var target = required("4").answering();
        var call = transferor.talkTo(transferee.uri());
        var outcome = attended
                ? stage.await(call.attendedTransfer(transferor.talkTo(target.uri())))
                : stage.await(call.blindTransfer(target.uri()));
        assertThat(outcome.isSuccess()).isTrue();
        stage.seconds(2);
        transferee.assertTalksWith(target);
        assertThat(target.lastCall().encryption()).contains(STRONGEST);
        assertEncryptedOnTheWire();
        assertThat(dtlsOf("2").alive()).isZero();
    }

    @Test
    @DisplayName("RFC 5763 §5: another certificate than the description says tears the call down, and nothing is heard")
    void aWrongCertificateEndsTheCall() {
        watchTheWire();
        var trace = new TraceLog(1_000_000);
        var caller = direct("2", MediaSecurity.REQUIRED, KeyExchange.DTLS, PhoneConfig.DEFAULT.withTrace(trace));
        var callee = required("3").answering();
        dtlsOf("3").lie();
        var call = caller.prepare(callee.uri());
        call.start();
        stage.until(() -> call.state().isEnded());
        stage.seconds(1);
        assertThat(lengths).isEmpty();
        assertThat(call.encryption()).isEmpty();
        assertThat(stage.await(call.ended()).reason()).contains("certificate of the other side is not the one");
        assertThat(stage.requests("2", "BYE").get(0).header("Reason").orElseThrow())
                .contains("cause=488");
        assertThat(callee.lastIncoming().state()).isEqualTo(CallState.COMPLETED);
        assertThat(Ladder.draw(trace.events())).contains("The audio has no keys");
    }

    @Test
    void anAssociationThatTheOtherSideEndsIsTheEndOfTheCall() {
        var caller = required("2");
        var callee = required("3").answering();
        var call = caller.talkTo(callee.uri());
        caller.assertTalksWith(callee);
        dtlsOf("3").closeAll();
        stage.seconds(1);
        assertThat(call.encryption()).isEmpty();
        assertThat(call.state()).isEqualTo(CallState.IN_CALL);
        stage.seconds(10);
        assertThat(stage.await(call.ended()).reason()).isEqualTo("The other side has ended its DTLS association");
        assertThat(stage.requests("2", "BYE").get(0).header("Reason").orElseThrow())
                .contains("cause=488");
    }

    @Test
    void aSilentOtherSideIsLeftWithAReason() {
        var caller = required("2");
        var gateway = stage.peerAsPbx("853");
        var call = caller.prepare(gateway.uri());
        var outcome = call.start();
        var invite = gateway.expectRequest("INVITE");
        var ear = stage.probe("pbx", 9_000);
        var dialog = gateway.dialog(invite);
        dialog.respondWithSdp(invite, 200, answer(ear.sdp(), "active"));
        dialog.expectRequest("ACK");
        assertThat(stage.await(outcome).isAnswered()).isTrue();
        stage.seconds(14);
        assertThat(call.state()).isEqualTo(CallState.IN_CALL);
        dialog.respond(dialog.expectRequest("BYE"), 200);
        assertThat(stage.await(call.ended()).reason())
                .isEqualTo("No DTLS handshake came to its end within 15 s; the other side was to begin it");
    }

    private static String answer(String plain, String setup) {
        var read = SessionDescription.parse(plain);
        var line = read.media().get(0).withProtocol("UDP/TLS/RTP/SAVP");
        return read.withMedia(0, line).toString() + "a=fingerprint:sha-256 " + "AB:".repeat(31) + "CD\r\na=setup:"
                + setup + "\r\n";
    }
}
