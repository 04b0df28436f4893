package io.switchhook.systemtests.scenario;

import static io.switchhook.systemtests.fixture.ScriptedExtension.callAs;
import static io.switchhook.systemtests.fixture.ScriptedExtension.pbxAddress;
import static io.switchhook.systemtests.fixture.ScriptedExtension.register;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.tone.ToneCountry;
import io.switchhook.media.tone.ToneDetector;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.Trio;
import io.switchhook.systemtests.fixture.Trio.Setting;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The embedded PBX carries transfers out itself")
class PbxTransferTest {
    private static final int RINGBACK = 425;
    private static final int BRITISH_RINGBACK = 450;

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    @DisplayName(
            "RFC 3261 §14.1: who is just being told of one party, when another takes its place, is told of that one next")
    void secondTransferWhileTheTargetOfTheFirstIsStillBeingTold() {
        stage.startPbx();
        var first = stage.registered("858").answering();
        var second = stage.registered("853").answering();
        var target = stage.registered("895").answering();
        var call = first.talkTo("853");
        var other = second.lastIncoming();
        assertThat(stage.await(other.hold()).isDone()).isTrue();
        assertThat(stage.await(call.blindTransfer("895", TransferOptions.DEFAULT.withoutHold()))
                        .isSuccess())
                .isTrue();
        stage.simulation().cutOneWay(stage.host("pbx"), target.host());
        stage.seconds(0.1);
        stage.simulation().restore(stage.host("pbx"), target.host());
        assertThat(stage.await(other.blindTransfer("858", TransferOptions.DEFAULT.withoutHold()))
                        .isSuccess())
                .isTrue();
        stage.await(other.ended());
        stage.until(() -> target.lastIncoming().state() == CallState.IN_CALL);
        stage.seconds(2);
        first.assertTalksWith(target);
    }

    @Test
    @DisplayName(
            "RFC 3261 §14.1: a change of the transferor that is answered when the target has its place leaves the other two to each other")
    void changeOfTheTransferorThatIsAnsweredTooLate() {
        stage.startPbx();
        var transferor = stage.registered("858");
        var remaining = stage.registered("853").answering();
        var target = stage.registered("895").answering();
        var call = transferor.talkTo("853");
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        var other = remaining.lastIncoming();
        assertThat(stage.await(other.hold()).isDone()).isTrue();
        var transferred = call.blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        call.resume();
        stage.simulation().cutOneWay(remaining.host(), stage.host("pbx"));
        stage.seconds(0.1);
        stage.simulation().restore(remaining.host(), stage.host("pbx"));
        assertThat(stage.await(transferred).isSuccess()).isTrue();
        stage.await(call.ended());
        stage.until(() -> target.lastIncoming().state() == CallState.REMOTE_HELD);
        assertThat(stage.await(other.resume()).isDone()).isTrue();
        remaining.assertTalksWith(target);
    }

    @Test
    @DisplayName(
            "RFC 3261 §14.1: a change that the transferor was asked about, when the target took its place, is asked of the target")
    void changeThatTheTransferorDidNotAnswerAnyMore() {
        stage.startPbx();
        var remaining = stage.registered("853");
        var transferor = stage.registered("858").answering();
        var target = stage.registered("895").on(ringing -> {});
        var call = remaining.talkTo("858");
        transferor.lastIncoming().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        stage.until(() -> !target.incoming().isEmpty());
        stage.seconds(1);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        stage.simulation().cutOneWay(stage.host("pbx"), transferor.host());
        var resumed = call.resume();
        stage.seconds(0.1);
        stage.simulation().restore(stage.host("pbx"), transferor.host());
        stage.await(target.lastIncoming().answer());
        stage.await(transferor.lastIncoming().ended());
        assertThat(stage.await(resumed).isDone()).isTrue();
        stage.until(() -> call.state() == CallState.IN_CALL);
        remaining.assertTalksWith(target);
    }

    @Test
    @DisplayName(
            "RFC 3261 §14.1: what a transferor that holds answers to a change, when the target has its place, is not the target's answer")
    void answerOfTheTransferorThatComesTooLate() {
        stage.startPbx();
        var remaining = stage.registered("853");
        var transferor = stage.registered("858").answering();
        var target = stage.registered("895").on(ringing -> {});
        var call = remaining.talkTo("858");
        assertThat(stage.await(transferor.lastIncoming().hold()).isDone()).isTrue();
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        transferor.lastIncoming().blindTransfer("895", TransferOptions.DEFAULT.withoutHold());
        stage.until(() -> !target.incoming().isEmpty());
        stage.simulation().cutOneWay(transferor.host(), stage.host("pbx"));
        var resumed = call.resume();
        stage.seconds(0.1);
        stage.simulation().restore(transferor.host(), stage.host("pbx"));
        stage.simulation().cutOneWay(stage.host("pbx"), transferor.host());
        stage.await(target.lastIncoming().answer());
        assertThat(stage.await(resumed).isDone()).isTrue();
        stage.simulation().restore(stage.host("pbx"), transferor.host());
        stage.until(() -> call.state() == CallState.IN_CALL);
        remaining.assertTalksWith(target);
    }

    @Test
    void transferToATelephoneThatIsNotRegisteredFailsWith480AndBothTalkOn() {
        stage.startPbx();
        var transferor = stage.registered("858");
        var transferee = stage.registered("853").answering();
        var call = transferor.talkTo("853");
        assertThat(stage.await(call.blindTransfer("895")))
                .isEqualTo(new TransferOutcome.Failed(480, "Temporarily Unavailable"));
        stage.until(() -> call.state() == CallState.IN_CALL);
        transferor.assertTalksWith(transferee);
    }

    @Test
    void transferToATargetThatRingsUntilThePbxLosesPatienceFailsAndBothTalkOn() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var call = trio.talk();
        trio.target().on(ringing -> {});
        var transfer = call.blindTransfer("895", TransferOptions.DEFAULT.withPatience(Duration.ofMinutes(5)));
        var outcome = stage.await(transfer);
        assertThat(outcome.kind()).isEqualTo(TransferOutcome.Kind.FAILED);
        stage.until(() -> call.state() == CallState.IN_CALL);
        trio.transferor().assertTalksWith(trio.transferee());
        stage.await(trio.target().lastIncoming().ended());
    }

    @Test
    void transferorThatNeverSendsByeIsSentHome() {
        stage.startPbx();
        var transferee = stage.registered("853").answering();
        var target = stage.registered("895").answering();
        var peer = stage.peer("858", "peer", "10.0.3.1", 5_060)
                .target(pbxAddress())
                .lenient();
        register(peer, "858");
        peer.whenRequest("NOTIFY", notify -> peer.respond(notify, 200));
        var audio = stage.probe("peer", 9_000);
        var dialog = callAs(peer, "858", "853", audio);
        dialog.send("REFER", draft -> draft.header("Refer-To", "<sip:895@10.0.0.9>"));
        dialog.expectResponse("REFER", 202);
        stage.seconds(1);
        transferee.assertTalksWith(target);
        peer.respond(peer.expectRequest("BYE", Duration.ofSeconds(10)), 200);
        transferee.assertTalksWith(target);
    }

    @Test
    void transferorThatIsSlowHearsOfTheSuccessBeforeItIsSentHome() {
        stage.startPbx();
        stage.registered("853").answering();
        stage.registered("895").answering();
        var peer = stage.peer("858", "peer", "10.0.3.1", 5_060)
                .target(pbxAddress())
                .lenient();
        register(peer, "858");
        var dialog = callAs(peer, "858", "853", stage.probe("peer", 9_000));
        dialog.send("REFER", draft -> draft.header("Refer-To", "<sip:895@10.0.0.9>"));
        dialog.expectResponse("REFER", 202);
        var notify = peer.expectRequest("NOTIFY");
        stage.seconds(5);
        while (!notify.body().contains("200")) {
            peer.respond(notify, 200);
            notify = peer.expectRequest("NOTIFY");
        }
        assertThat(peer.received()).noneMatch(message -> message.isRequest("BYE"));
        peer.respond(notify, 200);
        peer.respond(peer.expectRequest("BYE", Duration.ofSeconds(10)), 200);
    }

    @Test
    void transfereeMayTransferOnward() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var call = trio.talk();
        trio.target().answering();
        assertThat(stage.await(call.blindTransfer("895")).isSuccess()).isTrue();
        stage.seconds(1);
        trio.transferee().assertTalksWith(trio.target());
        // Now 895 sends 853 back to 858.
        trio.transferor().answering();
        assertThat(stage.await(trio.target().lastIncoming().blindTransfer("858"))
                        .isSuccess())
                .isTrue();
        stage.seconds(1);
        trio.transferee().assertTalksWith(trio.transferor());
        trio.transferee().lastIncoming().hangUp();
        stage.await(trio.transferor().lastIncoming().ended());
    }

    @Test
    @DisplayName(
            "The other side holds while the target rings: the target hears of it when it has answered, and of the end of the hold too")
    void targetIsToldThatTheRemainingPartyHolds() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var call = trio.talk();
        trio.target().on(ringing -> {});
        var transfer = call.blindTransfer("895");
        var ringing = trio.target().lastIncoming();
        var remaining = trio.transferee().lastIncoming();
        assertThat(stage.await(remaining.hold()).isDone()).isTrue();
        ringing.answer();
        assertThat(stage.await(transfer).isSuccess()).isTrue();
        stage.until(() -> ringing.state() == CallState.REMOTE_HELD);
        assertThat(remaining.state()).isEqualTo(CallState.LOCAL_HELD);
        trio.target().assertHearsNothing();
        trio.transferee().assertHearsNothing();
        assertThat(stage.await(remaining.resume()).isDone()).isTrue();
        stage.until(() -> ringing.state() == CallState.IN_CALL);
        trio.transferee().assertTalksWith(trio.target());
    }

    @Test
    void transferToTheOtherSideItselfDoesNotBreakTheCall() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var call = trio.talk();
        trio.transferee().rejecting();
        assertThat(stage.await(call.blindTransfer("853")).kind()).isEqualTo(TransferOutcome.Kind.FAILED);
        stage.until(() -> call.state() == CallState.IN_CALL);
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @Test
    void transferToOneselfIsPossible() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var call = trio.talk();
        trio.transferor().answering();
        assertThat(stage.await(call.blindTransfer("858")).isSuccess()).isTrue();
        stage.seconds(1);
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @Test
    void targetThatHangsUpAfterTheTransferEndsTheCallOfTheTransferee() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var call = trio.talk();
        trio.target().answering();
        stage.await(call.blindTransfer("895"));
        stage.seconds(1);
        trio.target().lastIncoming().hangUp();
        stage.await(trio.transferee().lastIncoming().ended());
    }

    @Test
    void transferIsDoneByThePbxAndTheTransfereeSeesNoRefer() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var call = trio.talk();
        trio.target().answering();
        stage.await(call.blindTransfer("895"));
        assertThat(stage.requests("pbx", "REFER")).isEmpty();
        var invite = stage.requests("pbx", "INVITE").stream()
                .filter(message -> message.requestUri().contains("895"))
                .findFirst()
                .orElseThrow();
        assertThat(invite.header("Referred-By").orElseThrow()).contains("858");
        // The target sees the one who will talk to it, not the one who transferred.
        assertThat(invite.header("From").orElseThrow()).contains("853");
    }

    @Test
    void targetOfATransferSeesTheNameOfWhoIsTransferred() {
        stage.startPbx();
        var transferee = stage.telephone(
                        "853",
                        SipAccount.builder("sip:853@" + Stage.PBX_ADDRESS)
                                .displayName("Bert")
                                .secret("853")
                                .build())
                .register();
        var transferor = stage.registered("858").answering();
        var target = stage.registered("895").on(ringing -> {});
        var call = transferee.talkTo("858");
        transferor.lastIncoming().blindTransfer("895");
        stage.until(() -> !target.incoming().isEmpty());
        assertThat(target.lastIncoming().callerName()).contains("Bert");
        assertThat(target.lastIncoming().remoteNumber()).isEqualTo("853");
        stage.await(call.hangUp());
    }

    /** A transfer to a telephone that rings, whose transferor has left, and what the transferee hears. */
    private ToneDetector leftAloneWith(Telephone transferee, Telephone target) {
        var transferor = stage.registered("858");
        var call = transferor.talkTo(transferee.number());
        call.blindTransfer(target.number());
        stage.until(() -> !target.incoming().isEmpty());
        var ear = new ToneDetector(8_000, RINGBACK, BRITISH_RINGBACK, transferor.tone(), target.tone());
        transferee.lastIncoming().audio().receive(ear);
        stage.seconds(2);
        assertThat(ear.windowsWith(RINGBACK))
                .as("while the transferor is there")
                .isZero();
        call.hangUp();
        stage.await(call.ended());
        ear.reset();
        return ear;
    }

    @Test
    @DisplayName("Who is transferred and left alone hears the target ring, until it answers")
    void transfereeLeftAloneHearsTheTargetRing() {
        stage.startPbx();
        var transferee = stage.registered("853").answering();
        var target = stage.registered("895").on(ringing -> {});
        var ear = leftAloneWith(transferee, target);
        stage.seconds(10);
        // A second of sound, four of silence.
        assertThat(ear.hears(RINGBACK, 0.15)).isTrue();
        assertThat(ear.hears(RINGBACK, 0.25)).isFalse();
        stage.await(target.lastIncoming().answer());
        stage.until(() -> transferee.lastIncoming().state() == CallState.IN_CALL);
        stage.seconds(1);
        ear.reset();
        assertThat(target.hears()).containsExactly("853");
        stage.seconds(10);
        assertThat(ear.windowsWith(RINGBACK)).isZero();
        assertThat(ear.hears(target.tone(), 0.9)).isTrue();
    }

    @Test
    void ringingToneIsThatOfTheChosenCountry() {
        stage.startPbx(builder -> builder.tones(ToneCountry.UNITED_KINGDOM));
        var target = stage.registered("895").on(ringing -> {});
        var ear = leftAloneWith(stage.registered("853").answering(), target);
        stage.seconds(10);
        assertThat(ear.hears(BRITISH_RINGBACK, 0.2)).isTrue();
        assertThat(ear.windowsWith(RINGBACK)).isZero();
    }

    @Test
    void transfereeLeftAloneThatHoldsHearsNothingUntilItResumes() {
        stage.startPbx();
        var transferee = stage.registered("853").answering();
        var ear = leftAloneWith(transferee, stage.registered("895").on(ringing -> {}));
        assertThat(stage.await(transferee.lastIncoming().hold()).isDone()).isTrue();
        ear.reset();
        stage.seconds(10);
        assertThat(ear.windowsWith(RINGBACK)).isZero();
        assertThat(stage.await(transferee.lastIncoming().resume()).isDone()).isTrue();
        ear.reset();
        stage.seconds(10);
        assertThat(ear.hears(RINGBACK, 0.15)).isTrue();
    }

    @Test
    void transfereeLeftAloneGoesHomeWhenTheTargetRefuses() {
        stage.startPbx();
        var transferee = stage.registered("853").answering();
        var target = stage.registered("895").on(ringing -> {});
        var ear = leftAloneWith(transferee, target);
        stage.seconds(5);
        assertThat(ear.windowsWith(RINGBACK)).isPositive();
        target.lastIncoming().reject();
        stage.await(transferee.lastIncoming().ended());
    }
}
