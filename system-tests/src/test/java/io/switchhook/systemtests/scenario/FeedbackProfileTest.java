package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.simulation.Packet;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.ScriptedExtension;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 4585: RTP/AVPF is answered as offered, without feedback messages")
class FeedbackProfileTest {
    private static final int RTP_PORT = 8_654;
    private static final int SENDER_REPORT = 200;

    @RegisterExtension
    final Stage stage = new Stage();

    private ScriptedPeer gateway;
    private Telephone phone;
    private RtpProbe audio;

    private void open() {
        gateway = stage.peerAsPbx("853");
        phone = stage.direct("858");
        audio = stage.probe("pbx", RTP_PORT);
    }

    private static String overProfile(String sdp, String profile) {
        return sdp.replace("RTP/AVP", profile)
                + "a=rtcp-fb:* trr-int 1000\r\na=rtcp-fb:8 nack\r\na=rtcp-fb:* ccm tmmbr\r\n";
    }

    private void assertTheyTalk(WireMessage description) {
        audio.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(description.body()));
        audio.expectTone(phone.tone(), Duration.ofSeconds(2));
        assertThat(phone.hearsPeer()).isTrue();
    }

    @Test
    void callIsAnsweredHeldAndResumedInTheProfileOfTheOffer() {
        open();
        phone.answering();
        var dialog = gateway.newDialog(phone.uri());
        var invite = dialog.invite(overProfile(audio.sdp(), "RTP/AVPF"));
        var answer = dialog.expectResponse("INVITE", 200);
        dialog.ack(invite, answer);
        assertThat(answer.body()).contains(" RTP/AVPF 8 0 101\r\n").doesNotContain("rtcp-fb");
        assertTheyTalk(answer);
        var hold = phone.lastIncoming().hold();
        agree(dialog, "a=sendonly", "recvonly");
        assertThat(stage.await(hold).isDone()).isTrue();
        var resume = phone.lastIncoming().resume();
        agree(dialog, "a=sendrecv", "sendrecv");
        assertThat(stage.await(resume).isDone()).isTrue();
        assertTheyTalk(answer);
    }

    private void agree(PeerDialog dialog, String offered, String direction) {
        var offer = dialog.expectRequest("INVITE");
        assertThat(offer.body()).contains(" RTP/AVPF ").contains(offered);
        dialog.respondWithSdp(offer, 200, overProfile(audio.sdp(direction), "RTP/AVPF"));
        dialog.expectRequest("ACK");
    }

    @Test
    @DisplayName("§5: where one side knows RTP/AVP alone, five seconds lie between its reports")
    void reportsKeepToTheTimesOfRtpAvp() {
        open();
        var reports = new AtomicInteger();
        stage.simulation().onPacket(packet -> {
            var bytes = packet.payload().toByteArray();
            boolean report = packet.kind() == Packet.Kind.DATAGRAM
                    && packet.fromHost().equals("858")
                    && packet.to().getPort() == RTP_PORT + 1
                    && (bytes[1] & 0xff) == SENDER_REPORT;
            if (report) {
                reports.incrementAndGet();
            }
        });
        phone.answering();
        var dialog = gateway.newDialog(phone.uri());
        var invite = dialog.invite(overProfile(audio.sdp(), "RTP/AVPF"));
        dialog.ack(invite, dialog.expectResponse("INVITE", 200));
        stage.seconds(100);
        // RFC 3550 §6.3.1: five seconds, times 0.5 to 1.5, divided by 1.21828.
        assertThat(reports.get()).isBetween(16, 49);
    }

    @Test
    void telephonesOfOurPbxTalkInItToo() {
        stage.startPbx();
        var callee = stage.registered("853").answering();
        var caller = stage.peer("858", "caller", "10.0.3.1", 5_060)
                .target(ScriptedExtension.pbxAddress())
                .lenient();
        ScriptedExtension.register(caller, "858");
        var ear = stage.probe("caller", 9_000);
        var dialog = ScriptedExtension.callAs(caller, "858", "853", overProfile(ear.sdp(), "RTP/AVPF"));
        stage.until(() -> callee.lastIncoming().state() == CallState.IN_CALL);
        assertThat(stage.answers("pbx", "INVITE", 200).get(0).body())
                .contains(" RTP/AVPF 8 0 101\r\n")
                .doesNotContain("rtcp-fb");
        ear.expectTone(callee.tone(), Duration.ofSeconds(1));
        var hold = callee.lastIncoming().hold();
        var offer = dialog.expectRequest("INVITE");
        assertThat(offer.body()).contains(" RTP/AVPF ");
        dialog.respondWithSdp(offer, 200, overProfile(ear.sdp("recvonly"), "RTP/AVPF"));
        dialog.expectRequest("ACK");
        assertThat(stage.await(hold).isDone()).isTrue();
    }

    @Test
    void offerOfAGatewayInItsAnswerIsTakenToo() {
        open();
        var call = phone.prepare(gateway.uri(), DialOptions.DEFAULT.withLateOffer());
        var started = call.start();
        var invite = gateway.expectRequest("INVITE");
        var dialog = gateway.dialog(invite);
        dialog.respondWithSdp(invite, 200, overProfile(audio.sdp(), "RTP/AVPF"));
        var ack = dialog.expectRequest("ACK");
        assertThat(ack.body()).contains(" RTP/AVPF ");
        assertThat(stage.await(started).isAnswered()).isTrue();
        assertTheyTalk(ack);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RTP/SAVP", "RTP/SAVPF"})
    @DisplayName(
            "RFC 3261 §20.43: what is encrypted though we do not want that is refused before anybody is asked, and the Warning says why")
    void encryptedCallsAreRefused(String profile) {
        open();
        phone.on(call -> {});
        var dialog = gateway.newDialog(phone.uri());
        var invite = dialog.invite(overProfile(audio.sdp(), profile));
        var refusal = dialog.expectResponse("INVITE", 488);
        dialog.ack(invite, refusal);
        assertThat(refusal.header("Warning").orElseThrow())
                .startsWith("302 ")
                .contains(profile + " was offered, we have RTP/AVP, RTP/AVPF");
        assertThat(phone.incoming()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = "UDP/TLS/RTP/SAVPF")
    @DisplayName("RFC 3261 §20.43: what we cannot decrypt is refused, and the Warning says why")
    void securedProfilesAreRefused(String profile) {
        open();
        phone.on(call -> {});
        var dialog = gateway.newDialog(phone.uri());
        var invite = dialog.invite(overProfile(audio.sdp(), profile));
        var refusal = dialog.expectResponse("INVITE", 488);
        dialog.ack(invite, refusal);
        assertThat(phone.incoming()).isEmpty();
        assertThat(refusal.header("Warning").orElseThrow())
                .startsWith("302 ")
                .contains(profile + " was offered, we have RTP/AVP, RTP/AVPF");
    }

    @ParameterizedTest
    @CsvSource({"RTP/AVP, RTP/AVPF", "RTP/AVPF, RTP/AVP"})
    @DisplayName("RFC 3264 §8.3.1: the profile may change with a later offer")
    void profileMayChange(String first, String second) {
        open();
        phone.answering();
        var dialog = gateway.newDialog(phone.uri());
        var invite = dialog.invite(audio.sdp().replace("RTP/AVP", first));
        dialog.ack(invite, dialog.expectResponse("INVITE", 200));
        stage.until(() -> phone.lastIncoming().state() == CallState.IN_CALL);
        var change = dialog.invite(audio.sdp().replace("RTP/AVP", second));
        var answer = dialog.expectResponse("INVITE", 200);
        dialog.ack(change, answer);
        assertThat(answer.body()).contains(" " + second + " ");
        assertTheyTalk(answer);
    }
}
