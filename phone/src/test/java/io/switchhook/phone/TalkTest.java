package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.HoldOutcome;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens in a call that is up: hold, audio, transfers, and messages that cannot be read. */
class TalkTest {
    private final Bench bench;

    TalkTest() throws IOException {
        bench = new Bench();
    }

    private static WireMessage answerHold(Bench.Talk talk, String offered, String answer, Bench bench) {
        var reinvite = talk.dialog().expectRequest("INVITE");
        assertThat(reinvite.body()).contains("a=" + offered);
        talk.dialog().respondWithSdp(reinvite, 200, bench.ear.sdp(answer));
        talk.dialog().expectRequest("ACK");
        return reinvite;
    }

    // --- hold -----------------------------------------------------------------------------------------------------

    @Test
    void aWishThatChangesWhileItIsOfferedIsOfferedNext() {
        var talk = bench.dialAndTalk();
        var held = talk.call().hold();
        var reinvite = talk.dialog().expectRequest("INVITE");
        var resumed = talk.call().resume();
        talk.dialog().respondWithSdp(reinvite, 200, bench.ear.sdp("recvonly"));
        talk.dialog().expectRequest("ACK");
        answerHold(talk, "sendrecv", "sendrecv", bench);
        assertThat(bench.await(held).isDone()).isTrue();
        assertThat(bench.await(resumed).isDone()).isTrue();
        assertThat(bench.states).endsWith(CallState.IN_CALL, CallState.LOCAL_HELD, CallState.IN_CALL);
        talk.peerHangsUp();
        bench.end();
    }

    @Test
    void aHoldThatIsRefusedIsNotDoneThoughAResumeFollowed() {
        var talk = bench.dialAndTalk();
        var held = talk.call().hold();
        var reinvite = talk.dialog().expectRequest("INVITE");
        var resumed = talk.call().resume();
        talk.dialog().respond(reinvite, 488);
        talk.dialog().expectRequest("ACK");
        assertThat(bench.await(held)).isEqualTo(new HoldOutcome.Refused(488, "Not Acceptable Here"));
        assertThat(bench.await(resumed).isDone()).as("nothing was held").isTrue();
        assertThat(talk.call().state()).isEqualTo(CallState.IN_CALL);
        talk.peerHangsUp();
        bench.end();
    }

    @Test
    void aHoldThatEndsWithTheCallIsEnded() {
        var talk = bench.dialAndTalk();
        var held = talk.call().hold();
        talk.dialog().expectRequest("INVITE");
        talk.dialog().send("BYE");
        assertThat(bench.await(held).kind()).isEqualTo(HoldOutcome.Kind.ENDED);
        bench.end();
    }

    @Test
    void holdTwiceAsksOnce() {
        var talk = bench.dialAndTalk();
        var first = talk.call().hold();
        var second = talk.call().hold();
        answerHold(talk, "sendonly", "recvonly", bench);
        assertThat(bench.await(first).isDone() && bench.await(second).isDone()).isTrue();
        assertThat(bench.await(talk.call().hold()).isDone()).isTrue();
        assertThat(bench.peer.received().stream().filter(m -> m.isRequest("INVITE")))
                .hasSize(2);
        talk.peerHangsUp();
        bench.end();
    }

    // --- audio ----------------------------------------------------------------------------------------------------

    @Test
    void audioMayBeAttachedBeforeTheAnswerAndChangedAfterIt() {
        var call = bench.line.createCall("853");
        var heard = new ArrayList<Integer>();
        call.audio().send(tone()).receive((samples, offset, length) -> heard.add(length));
        var dialled = call.start();
        var invite = bench.peer.expectRequest("INVITE");
        var dialog = bench.peer.dialog(invite);
        dialog.respondWithSdp(invite, 200, bench.ear.sdp());
        bench.await(dialled);
        bench.ear.expectTone(1_000, Duration.ofSeconds(2));
        assertThat(heard).isNotEmpty();
        call.audio().sendSilence().receiveNothing();
        bench.ear.expectSilence(Duration.ofSeconds(2));
        heard.clear();
        bench.run(200);
        assertThat(heard).isEmpty();
        dialog.send("BYE");
        bench.end();
    }

    private static io.switchhook.media.pcm.PcmSource tone() {
        var position = new int[1];
        return (target, offset, length) -> {
            for (int i = 0; i < length; i++) {
                target[offset + i] = (short) (8_000 * Math.sin(2 * Math.PI * 1_000 * position[0]++ / 8_000));
            }
            return length;
        };
    }

    // --- transfers ------------------------------------------------------------------------------------------------

    @Test
    void ourHangUpWhileTheReferIsOpenLeavesNothingThoughNobodyEverReports() {
        var talk = bench.dialAndTalk();
        var transferred = talk.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        talk.dialog().respond(talk.dialog().expectRequest("REFER"), 202);
        bench.run(100);
        talk.call().hangUp();
        talk.dialog().respond(talk.dialog().expectRequest("BYE"), 200);
        assertThat(bench.await(transferred).kind()).isEqualTo(TransferOutcome.Kind.ENDED);
        bench.end();
    }

    @Test
    void theirHangUpWhileTheReferIsOpenLeavesNothingThoughNobodyEverReports() {
        var talk = bench.dialAndTalk();
        var transferred = talk.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        talk.dialog().respond(talk.dialog().expectRequest("REFER"), 202);
        talk.peerHangsUp();
        assertThat(bench.await(transferred).kind()).isEqualTo(TransferOutcome.Kind.ENDED);
        bench.end();
    }

    @Test
    void aTransferWhoseReferIsNeverAnsweredTimesOutAndTheCallGoesOn() {
        var talk = bench.dialAndTalk();
        var transferred = talk.call().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        assertThat(bench.await(transferred).kind()).isEqualTo(TransferOutcome.Kind.TIMED_OUT);
        assertThat(talk.call().state()).isEqualTo(CallState.IN_CALL);
        talk.peerHangsUp();
        bench.end();
    }

    @Test
    void ofTwoRefersAtOnceTheSecondIsTold491() {
        var talk = bench.dialAndTalk();
        var followed = new ArrayList<Call>();
        talk.call().onTransferred(followed::add);
        var target = "<sip:895@192.0.2.2>";
        talk.dialog().send("REFER", draft -> draft.header("Refer-To", target));
        talk.dialog().expectResponse("REFER", 202);
        talk.dialog().respond(talk.dialog().expectRequest("NOTIFY"), 200);
        talk.dialog().send("REFER", draft -> draft.header("Refer-To", target));
        talk.dialog().expectResponse("REFER", 491);
        var invite = bench.peer.expectRequest("INVITE");
        assertThat(invite.requestUri()).isEqualTo("sip:895@192.0.2.2");
        bench.peer.dialog(invite).respond(invite, 486);
        var last = talk.dialog().expectRequest("NOTIFY");
        assertThat(last.body()).startsWith("SIP/2.0 486");
        talk.dialog().respond(last, 200);
        assertThat(followed).hasSize(1);
        talk.peerHangsUp();
        bench.end();
    }

    @Test
    void aReferWithLineNoiseInReferredByIsFollowedWithoutIt() {
        var talk = bench.dialAndTalk();
        talk.dialog()
                .send(
                        "REFER",
                        draft -> draft.header("Refer-To", "<sip:895@192.0.2.2>")
                                .header("Referred-By", "<sip:8\u007f53@x>"));
        bench.run(500);
        var answer = bench.peer.received().stream()
                .filter(message -> message.isResponse("REFER", 202) || message.isResponse("REFER", 400))
                .findFirst();
        assertThat(answer).isPresent();
        talk.peerHangsUp();
        bench.await(bench.phone.closeAsync());
        bench.close();
    }

    // --- messages that cannot be read -----------------------------------------------------------------------------

    @Test
    void aByeEndsTheCallWhateverItsReasonSays() {
        var talk = bench.dialAndTalk();
        talk.dialog().send("BYE", draft -> draft.header("Reason", ";;=\"").header("Warning", "\""));
        talk.dialog().expectResponse("BYE", 200);
        assertThat(bench.await(talk.call().ended()).by()).isEqualTo(CallEnding.Party.REMOTE);
        bench.end();
    }

    @Test
    void aRefusalIsOneWhateverItsWarningSays() {
        var call = bench.line.createCall("853");
        var dialled = call.start();
        var invite = bench.peer.expectRequest("INVITE");
        bench.peer
                .dialog(invite)
                .respond(
                        invite,
                        486,
                        draft -> draft.header("Warning", "complete nonsense")
                                .header("Retry-After", "soon")
                                .header("Contact", "<nonsense"));
        bench.peer.expectRequest("ACK");
        assertThat(bench.await(dialled))
                .isEqualTo(new DialOutcome.Refused(486, "Busy Here", java.util.Optional.empty()));
        bench.end();
    }

    @Test
    void aRegistrationIsOneWhateverOtherBindingsLookLike() {
        var registered = bench.line.register();
        var register = bench.peer.expectRequest("REGISTER");
        bench.peer.respond(
                register, 200, draft -> draft.header("Contact", "<sip:broken").header("Expires", "100"));
        assertThat(bench.await(registered)).isEqualTo(new RegistrationOutcome.Registered(Duration.ofSeconds(100)));
        assertThat(bench.await(bench.line.register()))
                .as("what was granted, not what was asked for")
                .isEqualTo(new RegistrationOutcome.Registered(Duration.ofSeconds(100)));
        var unregistered = bench.line.unregister();
        bench.peer.respond(bench.peer.expectRequest("REGISTER"), 200);
        bench.await(unregistered);
        bench.await(bench.line.unregister());
        bench.end();
    }

    @Test
    void statesAreToldInOrderAndOnceEach() {
        var call = bench.line.createCall("853");
        var told = new ArrayList<CallStateChange>();
        call.onStateChanged(told::add);
        var dialled = call.start();
        var invite = bench.peer.expectRequest("INVITE");
        var dialog = bench.peer.dialog(invite);
        dialog.respond(invite, 180);
        dialog.respond(invite, 180);
        dialog.respondWithSdp(invite, 183, bench.ear.sdp());
        dialog.respond(invite, 180);
        dialog.respondWithSdp(invite, 200, bench.ear.sdp());
        bench.await(dialled);
        dialog.send("BYE");
        bench.await(call.ended());
        assertThat(told.stream().map(CallStateChange::state))
                .containsExactly(
                        CallState.SETUP,
                        CallState.RINGING,
                        CallState.RINGING_WITH_EARLY_MEDIA,
                        CallState.IN_CALL,
                        CallState.COMPLETED);
        for (int i = 1; i < told.size(); i++) {
            assertThat(told.get(i).previous()).isEqualTo(told.get(i - 1).state());
        }
        bench.end();
    }

    @Test
    void theRejectListAnswersBeforeAnybodyIsAsked() {
        bench.line.rejectList().add("853");
        var dialog = bench.peer.newDialog("sip:858@192.0.2.1");
        var invite = dialog.invite(bench.ear.sdp());
        var busy = dialog.expectResponse("INVITE", 486);
        dialog.ack(invite, busy);
        assertThat(busy.header("Warning").orElse("")).contains("399").contains("reject list");
        assertThat(bench.incoming).isEmpty();
        bench.end();
    }

    @Test
    void aCallForNobodyIs404AndWithoutAListener480() throws IOException {
        var dialog = bench.peer.newDialog("sip:999@192.0.2.1");
        var invite = dialog.invite(bench.ear.sdp());
        dialog.ack(invite, dialog.expectResponse("INVITE", 404));
        var silent = SoftPhone.create(
                bench.here,
                PhoneConfig.DEFAULT.withListen(io.switchhook.stack.flow.ListenPoint.parse("udp:192.0.2.1:5070", 0)));
        silent.createLine(SipAccount.builder("sip:860@192.0.2.1:5070").build());
        bench.peer.target(Bench.at("192.0.2.1", 5070));
        var unheard = bench.peer.newDialog("sip:860@192.0.2.1:5070");
        var second = unheard.invite(bench.ear.sdp());
        unheard.ack(second, unheard.expectResponse("INVITE", 480));
        bench.run(40_000);
        bench.await(silent.closeAsync());
        bench.end();
    }

    @Test
    void whenNoPortIsFreeTheCallSaysSo() throws IOException {
        var few = SoftPhone.create(
                bench.here,
                PhoneConfig.DEFAULT
                        .withListen(io.switchhook.stack.flow.ListenPoint.parse("udp:192.0.2.1:5070", 0))
                        .withRtpPorts(20_000, 20_001));
        var line = few.createLine(SipAccount.builder("sip:860@192.0.2.2").build());
        var first = line.createCall("853");
        var dialled = first.start();
        bench.run(100);
        var second = bench.await(line.createCall("854").start());
        assertThat(((DialOutcome.Unreachable) second).reason())
                .contains("20000")
                .contains("20001");
        assertThat(dialled).isNotDone();
        bench.await(few.closeAsync());
        bench.await(dialled);
        assertThat(List.of(first.state())).containsExactly(CallState.CANCELLED);
        bench.close();
    }
}
