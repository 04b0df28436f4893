package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.HoldOutcome;
import io.switchhook.sip.core.usage.ReliabilityPolicy;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 3262 inside a re-INVITE, with UPDATE in it: RFC 6141 §3.1")
class ReliableChangeTest {
    @RegisterExtension
    final Stage stage = new Stage();

    /** Answers provisionally and reliably; the other side has to acknowledge it. */
    private static void progress(PeerDialog dialog, WireMessage invite, int number, String description) {
        say(dialog, invite, number, description);
        var prack = dialog.expectRequest("PRACK");
        assertThat(prack.header("RAck")).contains(number + " " + invite.cseq() + " INVITE");
        dialog.respond(prack, 200);
    }

    private static void say(PeerDialog dialog, WireMessage invite, int number, String description) {
        dialog.respond(invite, 183, draft -> {
            draft.header("Require", "100rel").header("RSeq", String.valueOf(number));
            if (!description.isEmpty()) {
                draft.body("application/sdp", description);
            }
        });
    }

    private static void update(PeerDialog dialog, ScriptedPeer peer, String description) {
        dialog.send(
                "UPDATE",
                draft -> draft.replace("Contact", "<" + peer.uri() + ">").body("application/sdp", description));
    }

    @Test
    @DisplayName("a reliable answer is acknowledged, once and in order, and is the answer, though the 2xx has none")
    void answeredByAReliableResponse() {
        var page = PageCall.outgoing(stage);
        var held = page.call().hold();
        var hold = page.dialog().expectRequest("INVITE");
        assertThat(hold.elements("Supported")).contains("100rel");
        progress(page.dialog(), hold, 41, page.audio().sdp("recvonly"));
        // The one after the next is not acknowledged, and a repetition neither (RFC 3262 §4).
        say(page.dialog(), hold, 43, "");
        say(page.dialog(), hold, 41, "");
        page.pbx().expectNothing(Duration.ofSeconds(1));
        progress(page.dialog(), hold, 42, "");
        assertThat(held).isNotDone();
        page.dialog().respond(hold, 200);
        page.dialog().expectRequest("ACK");
        assertThat(stage.await(held)).isInstanceOf(HoldOutcome.Done.class);
        assertThat(page.call().state()).isEqualTo(CallState.LOCAL_HELD);
    }

    @Test
    @DisplayName("Figure 3: who has answered reliably may change it by UPDATE before its 2xx, and that stands")
    void updateBeforeTheSuccess() {
        var page = PageCall.outgoing(stage);
        var moved = stage.probe("pbx", 9_400);
        var changed = page.call().hold();
        var hold = page.dialog().expectRequest("INVITE");
        // Before there is an answer it would be glare (RFC 3311 §5.2).
        update(page.dialog(), page.pbx(), page.audio().sdp());
        page.dialog().expectResponse("UPDATE", 491);
        progress(page.dialog(), hold, 1, page.audio().sdp("recvonly"));
        update(page.dialog(), page.pbx(), moved.sdp("recvonly"));
        var answer = page.dialog().expectResponse("UPDATE", 200);
        assertThat(answer.body()).contains("a=sendonly");
        page.dialog().respond(hold, 200);
        page.dialog().expectRequest("ACK");
        assertThat(stage.await(changed)).isInstanceOf(HoldOutcome.Done.class);
        int before = moved.packets();
        int atOld = page.audio().packets();
        stage.seconds(1);
        assertThat(moved.packets()).isGreaterThan(before);
        assertThat(page.audio().packets()).isEqualTo(atOld);
    }

    @Test
    @DisplayName("§3.4: refused after it was answered, what stands is offered anew, so that both see the same")
    void refusedAfterTheAnswer() {
        var page = PageCall.outgoing(stage);
        var held = page.call().hold();
        var hold = page.dialog().expectRequest("INVITE");
        progress(page.dialog(), hold, 1, page.audio().sdp("recvonly"));
        page.dialog().respond(hold, 488);
        var ack = page.dialog().expectRequest("ACK");
        assertThat(ack.cseq()).isEqualTo(hold.cseq());
        var again = page.dialog().expectRequest("INVITE");
        assertThat(again.body()).doesNotContain("a=sendonly");
        page.dialog().respondWithSdp(again, 200, page.audio().sdp());
        page.dialog().expectRequest("ACK");
        assertThat(stage.await(held)).isNotInstanceOf(HoldOutcome.Done.class);
        page.assertTheyTalk();
    }

    @Test
    @DisplayName("without the extension nothing is acknowledged, and none is offered")
    void withoutTheExtension() {
        var pbx = stage.peerAsPbx("853");
        var settings = SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS)
                .calls(io.switchhook.phone.call.CallSettings.DEFAULT.withReliability(ReliabilityPolicy.OFF))
                .build();
        var phone = stage.telephone("858", settings);
        var audio = stage.probe("pbx", 9_000);
        var call = phone.prepare("853");
        var started = call.start();
        var invite = pbx.expectRequest("INVITE");
        var dialog = pbx.dialog(invite);
        dialog.respondWithSdp(invite, 200, audio.sdp());
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        var held = call.hold();
        var hold = dialog.expectRequest("INVITE");
        assertThat(hold.elements("Supported")).doesNotContain("100rel");
        say(dialog, hold, 1, audio.sdp("recvonly"));
        pbx.expectNothing(Duration.ofSeconds(1));
        dialog.respondWithSdp(hold, 200, audio.sdp("recvonly"));
        dialog.expectRequest("ACK");
        assertThat(stage.await(held)).isInstanceOf(HoldOutcome.Done.class);
    }

    @Test
    @DisplayName("the PBX: a telephone that answers the other one's re-INVITE reliably, and then by UPDATE")
    void throughThePbx() {
        stage.startPbx();
        var phone = stage.registered("858");
        var peer = stage.peer("853", "desk", "10.0.3.1", 5_060);
        peer.target(stage.pbx().listenPoints().get(0).address());
        peer.register("853");
        var audio = stage.probe("desk", 7_000);
        var call = phone.prepare("853");
        var started = call.start();
        var invite = peer.expectRequest("INVITE");
        var dialog = peer.dialog(invite);
        dialog.respondWithSdp(invite, 200, audio.sdp());
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        var held = call.hold();
        var hold = dialog.expectRequest("INVITE");
        assertThat(hold.body()).contains("a=sendonly");
        progress(dialog, hold, 7, audio.sdp("recvonly"));
        var moved = stage.probe("desk", 7_200);
        update(dialog, peer, moved.sdp("recvonly"));
        assertThat(dialog.expectResponse("UPDATE", 200).body()).contains("a=sendonly");
        dialog.respond(hold, 200);
        dialog.expectRequest("ACK");
        assertThat(stage.await(held)).isInstanceOf(HoldOutcome.Done.class);
        var resumed = call.resume();
        var resume = dialog.expectRequest("INVITE");
        dialog.respondWithSdp(resume, 200, moved.sdp());
        dialog.expectRequest("ACK");
        assertThat(stage.await(resumed)).isInstanceOf(HoldOutcome.Done.class);
        moved.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(resume.body()));
        assertThat(phone.hearsPeer()).isTrue();
        moved.expectTone(phone.tone(), Duration.ofSeconds(2));
        call.hangUp();
        dialog.respond(dialog.expectRequest("BYE"), 200);
        stage.await(call.ended());
    }
}
