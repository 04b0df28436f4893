package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.AnswerOutcome;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.HoldOutcome;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.simulation.LinkModel;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.RtpProbe;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 5407, RFC 3261 §14.1: messages that cross")
class RaceTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private Telephone caller;
    private Telephone callee;

    private void farApart() {
        stage.simulation().defaultLink(LinkModel.LAN.withDelay(Duration.ofMillis(100)));
        caller = stage.direct("858");
        callee = stage.direct("853");
    }

    @Test
    @DisplayName("RFC 5407 §3.3.1: re-INVITEs cross; both ends wait in their own range and both holds come about")
    void crossingHoldsBothSucceedInTheEnd() {
        farApart();
        callee.answering();
        var call = caller.talkTo(callee.uri());
        var other = callee.lastIncoming();
        stage.until(() -> other.state() == CallState.IN_CALL);
        long begin = stage.simulation().nowNanos();
        var first = call.hold();
        var second = other.hold();
        assertThat(stage.await(second).isDone()).isTrue();
        // The end that did not choose the Call-ID waits 0 to 2 s.
        assertThat(stage.simulation().nowNanos() - begin).isBetween(0L, 2_600_000_000L);
        assertThat(stage.await(first).isDone()).isTrue();
        assertThat(stage.simulation().nowNanos() - begin).isBetween(2_100_000_000L, 4_800_000_000L);
        assertThat(stage.answers("858", "INVITE", 491)).isNotEmpty();
        assertThat(stage.answers("853", "INVITE", 491)).isNotEmpty();
        stage.until(() -> call.state() == CallState.INACTIVE_HELD && other.state() == CallState.INACTIVE_HELD);
    }

    @Test
    @DisplayName("RFC 5407 §3.1.2: CANCEL crosses 200; ACK, then BYE")
    void cancelThatCrossesTheAnswerIsFollowedByAckAndBye() {
        farApart();
        callee.on(ringing -> {});
        var call = caller.prepare(callee.uri());
        var started = call.start();
        stage.until(() -> call.state() == CallState.RINGING);
        var answered = callee.lastIncoming().answer();
        call.hangUp();
        assertThat(stage.await(started)).isEqualTo(new DialOutcome.Cancelled());
        stage.await(callee.lastIncoming().ended());
        stage.await(answered);
        assertThat(stage.flow("858", "853")).containsSubsequence("CANCEL", "ACK", "BYE");
        assertThat(call.state()).isEqualTo(CallState.CANCELLED);
        assertThat(callee.lastIncoming().state()).isEqualTo(CallState.COMPLETED);
    }

    @Test
    @DisplayName("RFC 5407 §3.2.1: BYE crosses BYE")
    void crossingByesEndTheCallOnceAtBothEnds() {
        farApart();
        callee.answering();
        var call = caller.talkTo(callee.uri());
        var other = callee.lastIncoming();
        stage.until(() -> other.state() == CallState.IN_CALL);
        call.hangUp();
        other.hangUp();
        stage.await(call.ended());
        stage.await(other.ended());
        stage.seconds(2);
        assertThat(caller.statesOf(call).stream().filter(CallState::isEnded)).hasSize(1);
        assertThat(callee.statesOf(other).stream().filter(CallState::isEnded)).hasSize(1);
        assertThat(stage.answers("858", "BYE", 200)).hasSize(1);
        assertThat(stage.answers("853", "BYE", 200)).hasSize(1);
    }

    @Test
    @DisplayName("RFC 5407 §3.2.2: re-INVITE crosses BYE; 481, and the hold ends")
    void byeThatCrossesAReInviteEndsTheHold() {
        farApart();
        callee.answering();
        var call = caller.talkTo(callee.uri());
        var other = callee.lastIncoming();
        stage.until(() -> other.state() == CallState.IN_CALL);
        var hold = other.hold();
        call.hangUp();
        assertThat(stage.await(hold).kind()).isEqualTo(io.switchhook.phone.call.HoldOutcome.Kind.ENDED);
        assertThat(stage.await(other.ended()).by()).isEqualTo(CallEnding.Party.REMOTE);
        stage.seconds(2);
        assertThat(stage.answers("858", "INVITE", 481)).isNotEmpty();
    }

    @Test
    @DisplayName(
            "RFC 3261 §12.2.2: a re-INVITE that a later request has overtaken is refused with 500, and said again with a number of its own")
    void overtakenReInviteIsSaidAgain() {
        farApart();
        callee.answering();
        var call = caller.talkTo(callee.uri());
        stage.until(() -> callee.lastIncoming().state() == CallState.IN_CALL);
        stage.simulation().cutOneWay(caller.host(), callee.host());
        var hold = call.hold();
        stage.seconds(0.1);
        stage.simulation().restore(caller.host(), callee.host());
        var overtaking = call.sendMessage("hello");
        assertThat(stage.await(hold).isDone()).isTrue();
        stage.await(overtaking);
        assertThat(stage.answers("853", "INVITE", 500)).hasSize(1);
        assertThat(call.state()).isEqualTo(CallState.LOCAL_HELD);
        assertThat(callee.lastIncoming().state()).isEqualTo(CallState.REMOTE_HELD);
    }

    @Test
    @DisplayName("RFC 5407 §3.2.3: 200 for re-INVITE crosses BYE; it is acknowledged")
    void answerToAReInviteThatComesAfterOurByeIsAcknowledged() {
        farApart();
        callee.answering();
        var call = caller.talkTo(callee.uri());
        var other = callee.lastIncoming();
        stage.until(() -> other.state() == CallState.IN_CALL);
        call.hold();
        stage.seconds(0.15);
        call.hangUp();
        stage.await(other.ended());
        stage.seconds(3);
        assertThat(stage.flow("858", "853")).containsSubsequence("BYE", "ACK");
    }

    @Test
    @DisplayName("RFC 5407 §3.3.3: REFER crosses BYE; 481 or 603, and the transfer ends")
    void referThatCrossesAByeEndsTheTransfer() {
        farApart();
        callee.answering();
        var call = caller.talkTo(callee.uri());
        var other = callee.lastIncoming();
        stage.until(() -> other.state() == CallState.IN_CALL);
        var transfer = call.blindTransfer("sip:895@10.0.5.5", TransferOptions.DEFAULT.withoutHold());
        other.hangUp();
        assertThat(stage.await(transfer).isSuccess()).isFalse();
        assertThat(stage.await(call.ended()).state()).isEqualTo(CallState.COMPLETED);
        assertThat(callee.calls()).hasSize(1);
    }

    @Test
    @DisplayName("RFC 5407 §3.1.4: a re-INVITE before the ACK has come")
    void reInviteThatOvertakesTheAckIsAnswered() {
        var pbx = stage.peerAsPbx("853").lenient();
        var audio = stage.probe("pbx", 9_000);
        var phone = stage.direct("858").answering();
        var dialog = pbx.newDialog(phone.uri());
        var invite = dialog.invite(audio.sdp());
        var answer = dialog.expectResponse("INVITE", 200);
        dialog.learn(answer);
        var reInvite = dialog.invite(audio.sdp("sendonly"));
        var second = pbx.expect(
                "answer to the re-INVITE",
                message -> message.isResponse("INVITE", 200) && message.cseq() == reInvite.cseq(),
                Duration.ofSeconds(2));
        dialog.ack(reInvite, second);
        dialog.ack(invite, answer);
        stage.until(() -> phone.lastIncoming().state() == CallState.REMOTE_HELD);
    }

    @Test
    @DisplayName("RFC 5407 §3.1.6: a BYE before the ACK has come")
    void byeThatOvertakesTheAckEndsTheCall() {
        var pbx = stage.peerAsPbx("853");
        var audio = stage.probe("pbx", 9_000);
        var phone = stage.direct("858");
        var outcome = new CompletableFuture<AnswerOutcome>();
        phone.on(call -> call.answer().thenAccept(outcome::complete));
        var dialog = pbx.newDialog(phone.uri());
        var invite = dialog.invite(audio.sdp());
        var answer = dialog.expectResponse("INVITE", 200);
        dialog.learn(answer);
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
        dialog.ack(invite, answer);
        stage.await(phone.lastIncoming().ended());
        assertThat(stage.await(outcome)).isEqualTo(AnswerOutcome.ENDED);
    }

    @Test
    @DisplayName("RFC 3261 §13.3.1.4: the 200 is repeated until 64*T1, then BYE")
    void answerThatIsNeverAcknowledgedEndsInABye() {
        var pbx = stage.peerAsPbx("853").lenient();
        var phone = stage.direct("858").answering();
        var dialog = pbx.newDialog(phone.uri());
        dialog.invite(stage.probe("pbx", 9_000).sdp());
        var answer = dialog.expectResponse("INVITE", 200);
        dialog.learn(answer);
        var bye = pbx.expectRequest("BYE", Duration.ofSeconds(33));
        pbx.respond(bye, 200);
        assertThat(pbx.retransmissions()).isEqualTo(10);
        assertThat(stage.await(phone.lastIncoming().ended()).by()).isEqualTo(CallEnding.Party.NETWORK);
    }

    @Test
    @DisplayName("RFC 3261 §13.2.2.4: a lost ACK is sent again for each repeated 200")
    void lostAckIsRepeated() {
        farApart();
        callee.answering();
        var call = caller.prepare(callee.uri());
        var started = call.start();
        stage.until(() -> started.isDone());
        // The ACK of the first 200 is under way and is lost.
        stage.simulation().cutOneWay(caller.host(), callee.host());
        stage.seconds(0.3);
        stage.simulation().restore(caller.host(), callee.host());
        stage.until(() -> callee.lastIncoming().state() == CallState.IN_CALL);
        caller.assertTalksWith(callee);
    }

    @Test
    @DisplayName(
            "RFC 5407 §3.3.3: REFER crosses BYE, its answer never comes, and the phone is closed: the transfer ends")
    void closingThePhoneEndsATransferWhoseCallIsOverAlready() {
        farApart();
        callee.answering();
        var call = caller.talkTo(callee.uri());
        var other = callee.lastIncoming();
        stage.until(() -> other.state() == CallState.IN_CALL);
        stage.simulation().cutOneWay(caller.host(), callee.host());
        other.hangUp();
        var transfer = call.blindTransfer("sip:895@192.0.2.9", TransferOptions.DEFAULT.withoutHold());
        stage.await(call.ended());
        assertThat(transfer).isNotDone();
        stage.await(caller.close());
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.Ended());
    }

    @Test
    @DisplayName("RFC 3261 §13.2.2.4: of forked answers the first wins, the other is acknowledged and ended")
    void secondAnswerOfAForkIsAcknowledgedAndEnded() {
        var pbx = stage.peerAsPbx("853").lenient();
        var audio = stage.probe("pbx", 9_000);
        var phone = stage.unregistered("858");
        var call = phone.prepare("853");
        var started = call.start();
        var invite = pbx.expectRequest("INVITE");
        var first = pbx.dialog(invite);
        var second = pbx.dialog(invite);
        first.respond(invite, 180);
        second.respond(invite, 180);
        first.respondWithSdp(invite, 200, audio.sdp());
        second.respondWithSdp(invite, 200, audio.sdp());
        first.expectRequest("ACK");
        second.expectRequest("ACK");
        second.respond(second.expectRequest("BYE"), 200);
        assertThat(stage.await(started).isAnswered()).isTrue();
        audio.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(invite.body()));
        assertThat(phone.hearsPeer()).isTrue();
        assertThat(stage.requests("858", "BYE")).hasSize(1);
    }

    @Test
    void answerThatComesLongAfterTheCancelIsAcknowledgedAndEnded() {
        var pbx = stage.peerAsPbx("853").lenient();
        var audio = stage.probe("pbx", 9_000);
        var phone = stage.unregistered("858");
        var call = phone.prepare("853");
        var started = call.start();
        var invite = pbx.expectRequest("INVITE");
        var dialog = pbx.dialog(invite);
        dialog.respond(invite, 180);
        stage.seconds(1);
        call.hangUp();
        pbx.respond(pbx.expectRequest("CANCEL"), 481);
        stage.seconds(20);
        dialog.respondWithSdp(invite, 200, audio.sdp());
        dialog.expectRequest("ACK");
        dialog.respond(dialog.expectRequest("BYE"), 200);
        assertThat(stage.await(started)).isEqualTo(new DialOutcome.Cancelled());
    }

    @Test
    void cancelledInviteThatIsNeverAnsweredEndsAfter32Seconds() {
        var pbx = stage.peerAsPbx("853").lenient();
        var phone = stage.unregistered("858");
        var call = phone.prepare("853");
        var started = call.start();
        pbx.dialog(pbx.expectRequest("INVITE"));
        pbx.respond(pbx.received().get(0), 180);
        stage.seconds(1);
        call.hangUp();
        pbx.respond(pbx.expectRequest("CANCEL"), 200);
        assertThat(stage.await(started)).isEqualTo(new DialOutcome.Cancelled());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 40, 80, 100, 120, 160, 199, 200, 201, 240, 300, 400, 500})
    void hangUpAtAnyMomentEndsTheCallAtBothEnds(int millis) {
        farApart();
        callee.answering();
        var call = caller.prepare(callee.uri());
        var started = call.start();
        stage.run(Duration.ofMillis(millis));
        call.hangUp();
        stage.await(started);
        stage.await(call.ended());
        stage.seconds(3);
        callee.incoming()
                .forEach(incoming -> assertThat(incoming.state().isEnded()).isTrue());
        assertThat(callee.line().calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50, 100, 150, 200, 250, 300, 400})
    void calleeThatHangsUpAtAnyMomentEndsTheCallAtBothEnds(int millis) {
        farApart();
        callee.on(ringing -> {
            ringing.answer();
            stage.simulation().after(Duration.ofMillis(millis), ringing::hangUp);
        });
        var call = caller.prepare(callee.uri());
        stage.await(call.start());
        stage.await(call.ended());
        stage.await(callee.lastIncoming().ended());
    }

    @RepeatedTest(10)
    void transferAndHangUpOfTheTransfereeAtAnyMomentEndEverything(RepetitionInfo repetition) {
        farApart();
        var target = stage.direct("895").answering();
        callee.answering();
        var call = caller.talkTo(callee.uri());
        var transfer = call.blindTransfer(target.uri());
        stage.run(Duration.ofMillis(repetition.getCurrentRepetition() * 90L));
        callee.lastIncoming().hangUp();
        stage.await(transfer);
        stage.await(call.ended());
        stage.seconds(2);
    }

    @Test
    @DisplayName("RFC 3261 §9.1: a re-INVITE that is answered 100 and no more is cancelled")
    void reInviteThatIsNeverAnsweredIsGivenUp() {
        var page = PageCall.outgoing(stage);
        page.pbx().lenient();
        var hold = page.call().hold();
        var reInvite = page.dialog().expectRequest("INVITE");
        page.pbx().respond(reInvite, 100);
        var cancel = page.pbx().expectRequest("CANCEL", Duration.ofSeconds(61));
        page.pbx().respond(cancel, 200);
        page.pbx().respond(reInvite, 487);
        page.pbx().expectRequest("ACK");
        assertThat(stage.await(hold)).isEqualTo(new HoldOutcome.NoAnswer());
        page.assertTheyTalk();
    }

    @Test
    @DisplayName("RFC 5407 §3.2.3: the answer to a re-INVITE is lost, then the call ends")
    void reInviteThatIsOpenAtTheEndOfTheCallEndsToo() {
        var page = PageCall.outgoing(stage);
        page.pbx().lenient();
        page.pbx().whenRequest("CANCEL", cancel -> page.pbx().respond(cancel, 200));
        page.call().hold();
        page.pbx().respond(page.dialog().expectRequest("INVITE"), 100);
        stage.seconds(0.1);
        page.call().hangUp();
        page.agreeToBye();
        stage.await(page.call().ended());
    }
}
