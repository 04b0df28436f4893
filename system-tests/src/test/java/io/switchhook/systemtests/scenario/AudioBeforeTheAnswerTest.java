package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.CallState;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.RtpProbe;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 3264 §5.1: who has sent an offer hears what comes to it, before the answer too")
class AudioBeforeTheAnswerTest {
    private static final int RTP_PORT = 8_654;
    private static final Duration SOON = Duration.ofSeconds(2);

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void firstWordsAreHeardThoughTheAnswerIsLate() {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.unregistered("858");
        var audio = stage.probe("pbx", RTP_PORT);
        var call = phone.prepare("853");
        var started = call.start();
        var invite = pbx.expectRequest("INVITE");
        var dialog = pbx.dialog(invite);
        dialog.respond(invite, 180);
        audio.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(invite.body()));
        stage.seconds(0.3);
        assertThat(phone.hearsPeer()).as("858 hears 853 before the 200").isTrue();
        assertThat(audio.packets()).as("nothing is sent before the answer").isZero();
        assertThat(call.state()).isEqualTo(CallState.RINGING);
        dialog.respondWithSdp(invite, 200, audio.sdp());
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        audio.expectTone(phone.tone(), SOON);
        assertThat(phone.hearsPeer()).isTrue();
    }

    @Test
    void callThatIsRefusedAfterItWasHeardLeavesNothing() {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.unregistered("858");
        var audio = stage.probe("pbx", RTP_PORT);
        var started = phone.prepare("853").start();
        var invite = pbx.expectRequest("INVITE");
        audio.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(invite.body()));
        stage.seconds(0.3);
        pbx.dialog(invite).respond(invite, 486);
        pbx.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isFalse();
    }

    @Test
    void offerInOurAnswerIsOneTooAndTheAckMayBeLate() {
        var pbx = stage.peerAsPbx("853");
        var phone = stage.direct("858").answering();
        var audio = stage.probe("pbx", RTP_PORT);
        var dialog = pbx.newDialog(phone.uri());
        var invite = dialog.send("INVITE");
        var offer = dialog.expectResponse("INVITE", 200);
        audio.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(offer.body()));
        stage.seconds(0.2);
        assertThat(phone.hears()).as("858 hears 853 before the ACK").isNotEmpty();
        dialog.ack(invite, offer, draft -> draft.body("application/sdp", audio.sdp()));
        stage.until(() -> phone.lastIncoming().state() == CallState.IN_CALL);
        audio.expectTone(phone.tone(), SOON);
        assertThat(phone.hearsPeer()).isTrue();
    }
}
