package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.Call;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Trio;
import io.switchhook.systemtests.fixture.Trio.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("RFC 5589 §6: basic transfer between three of our phones")
class BlindTransferTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @ParameterizedTest
    @EnumSource(Setting.class)
    @DisplayName("§6.2 transfer with dialog reuse, target answers")
    void transferorLeavesAndTheOthersTalkWhenTheTargetAnswers(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.transferor().assertTalksWith(trio.transferee());
        trio.target().on(ringing -> stage.simulation().after(Duration.ofSeconds(1), ringing::answer));
        var progress = new ArrayList<Integer>();
        call.onTransferProgress(report -> progress.add(report.status()));
        var outcome = stage.await(call.blindTransfer(trio.dialTarget()));
        assertThat(outcome).isEqualTo(new TransferOutcome.Completed(200, "OK"));
        var ending = stage.await(call.ended());
        assertThat(ending.by()).isEqualTo(CallEnding.Party.LOCAL);
        stage.seconds(1);
        trio.transferee().assertTalksWith(trio.target());
        assertThat(trio.transferor().statesOf(call))
                .containsExactly(CallState.SETUP, CallState.IN_CALL, CallState.TRANSFERRING, CallState.COMPLETED);
        assertThat(progress).startsWith(202).contains(100, 180);
        var refer = stage.requests("858", "REFER").get(0);
        assertThat(refer.header("Referred-By").orElseThrow()).contains("sip:858@");
        assertThat(refer.header("Refer-To").orElseThrow()).contains("sip:895@");
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    @DisplayName("§6.2 the transferee is the caller")
    void calleeTransfersItsCaller(Setting setting) {
        var trio = Trio.in(stage, setting);
        trio.transferor().answering();
        trio.transferee().talkTo(trio.dial(trio.transferor()));
        trio.target().answering();
        var call = trio.transferor().lastIncoming();
        assertThat(stage.await(call.blindTransfer(trio.dialTarget())).isSuccess())
                .isTrue();
        stage.await(call.ended());
        stage.seconds(1);
        trio.transferee().assertTalksWith(trio.target());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    @DisplayName("§6.3.1 target busy")
    void bothTalkOnWhenTheTargetIsBusy(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.target().rejecting();
        assertThat(stage.await(call.blindTransfer(trio.dialTarget())))
                .isEqualTo(new TransferOutcome.Failed(486, "Busy Here"));
        stage.until(() -> call.state() == CallState.IN_CALL);
        trio.transferor().assertTalksWith(trio.transferee());
        assertThat(trio.transferor().statesOf(call))
                .endsWith(CallState.IN_CALL, CallState.TRANSFERRING, CallState.IN_CALL);
        // A second attempt in the same dialog succeeds.
        trio.target().answering();
        assertThat(stage.await(call.blindTransfer(trio.dialTarget())).isSuccess())
                .isTrue();
        stage.seconds(1);
        trio.transferee().assertTalksWith(trio.target());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    @DisplayName("§6.3.2 target does not answer")
    void bothTalkOnWhenTheTargetDoesNotAnswer(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.target().on(ringing -> {});
        var transfer = call.blindTransfer(trio.dialTarget());
        stage.seconds(20);
        assertThat(trio.target().lastIncoming().state()).isEqualTo(CallState.RINGING);
        trio.target().lastIncoming().reject(480);
        assertThat(stage.await(transfer))
                .isInstanceOfSatisfying(
                        TransferOutcome.Failed.class,
                        failed -> assertThat(failed.status()).isEqualTo(480));
        stage.until(() -> call.state() == CallState.IN_CALL);
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void transfereeIsOnHoldWhileTheTargetRings(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.target().on(ringing -> {});
        var transfer = call.blindTransfer(trio.dialTarget());
        stage.seconds(2);
        assertThat(call.state()).isEqualTo(CallState.TRANSFERRING);
        assertThat(trio.transferee().calls().get(0).state()).isEqualTo(CallState.REMOTE_HELD);
        trio.transferor().assertHearsNothing();
        trio.target().lastIncoming().answer();
        assertThat(stage.await(transfer).isSuccess()).isTrue();
        stage.seconds(1);
        trio.transferee().assertTalksWith(trio.target());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void withoutHoldTheyTalkOnWhileTheTargetRings(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.target().on(ringing -> {});
        var transfer = call.blindTransfer(trio.dialTarget(), TransferOptions.DEFAULT.withoutHold());
        stage.seconds(2);
        assertThat(call.state()).isEqualTo(CallState.TRANSFERRING);
        assertThat(stage.requests("858", "INVITE").stream()
                        .filter(invite -> invite.toTag().isPresent()))
                .isEmpty();
        trio.target().lastIncoming().answer();
        assertThat(stage.await(transfer).isSuccess()).isTrue();
        stage.seconds(1);
        trio.transferee().assertTalksWith(trio.target());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void withoutHoldAudioFlowsBetweenTransferorAndTransfereeUntilTheTargetAnswers(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.target().on(ringing -> {});
        call.blindTransfer(trio.dialTarget(), TransferOptions.DEFAULT.withoutHold());
        stage.seconds(2);
        assertThat(trio.transferor().hears()).containsExactly("853");
        call.hangUp();
        stage.await(call.ended());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void holdOfTheUserStaysAfterAFailedTransfer(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        trio.target().rejecting();
        assertThat(stage.await(call.blindTransfer(trio.dialTarget())).kind()).isEqualTo(TransferOutcome.Kind.FAILED);
        stage.seconds(1);
        assertThat(call.state()).isEqualTo(CallState.LOCAL_HELD);
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void transferInsideTheAnsweredCallbackWaitsForTheDialog(Setting setting) {
        var trio = Trio.in(stage, setting);
        trio.transferee().answering();
        trio.target().answering();
        var call = trio.transferor().prepare(trio.dial(trio.transferee()));
        var outcome = new CompletableFuture<TransferOutcome>();
        call.onStateChanged(change -> {
            if (change.state() == CallState.IN_CALL && !outcome.isDone()) {
                // The program of the article blocks here, and may.
                call.blindTransfer(trio.dialTarget()).thenAccept(outcome::complete);
            }
        });
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        assertThat(stage.await(outcome).isSuccess()).isTrue();
        stage.seconds(1);
        trio.transferee().assertTalksWith(trio.target());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void transferAskedForBeforeTheAnswerIsAcknowledgedWaitsForTheAck(Setting setting) {
        var trio = Trio.in(stage, setting);
        trio.target().answering();
        var outcome = new CompletableFuture<TransferOutcome>();
        trio.transferor().on(call -> {
            call.answer();
            call.blindTransfer(trio.dialTarget()).thenAccept(outcome::complete);
        });
        trio.transferee().talkTo(trio.dial(trio.transferor()));
        assertThat(stage.await(outcome).isSuccess()).isTrue();
        assertThat(trio.transferor().statesOf(trio.transferor().lastIncoming()))
                .containsExactly(CallState.IN_CALL, CallState.TRANSFERRING, CallState.COMPLETED);
        stage.seconds(1);
        trio.transferee().assertTalksWith(trio.target());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void calleeTransfersInsideItsAnsweredCallback(Setting setting) {
        var trio = Trio.in(stage, setting);
        trio.target().answering();
        var outcome = new CompletableFuture<TransferOutcome>();
        trio.transferor().on(call -> {
            call.onStateChanged(change -> {
                if (change.state() == CallState.IN_CALL && !outcome.isDone()) {
                    call.blindTransfer(trio.dialTarget()).thenAccept(outcome::complete);
                }
            });
            call.answer();
        });
        trio.transferee().talkTo(trio.dial(trio.transferor()));
        assertThat(stage.await(outcome).isSuccess()).isTrue();
        stage.seconds(1);
        trio.transferee().assertTalksWith(trio.target());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void transferEndsWhenTheTransfereeHangsUpWhileTheTargetRings(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.target().on(ringing -> {});
        var transfer = call.blindTransfer(trio.dialTarget());
        stage.seconds(2);
        List.copyOf(trio.transferee().line().calls()).forEach(each -> each.hangUp());
        var outcome = stage.await(transfer);
        assertThat(outcome.isSuccess()).as("%s", outcome).isFalse();
        stage.await(call.ended());
        stage.await(trio.target().lastIncoming().ended());
        assertThat(trio.target().lastIncoming().state()).isEqualTo(CallState.CANCELLED);
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void targetRingsOnWhenTheTransferorHasLeft(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.target().on(ringing -> {});
        call.blindTransfer(trio.dialTarget());
        stage.seconds(2);
        call.hangUp();
        stage.seconds(150);
        assertThat(trio.target().lastIncoming().state()).isEqualTo(CallState.RINGING);
        trio.target().lastIncoming().answer();
        stage.seconds(1);
        trio.transferee().assertTalksWith(trio.target());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void crossingTransfersOfBothSidesEndBoth(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.target().answering();
        var first = call.blindTransfer(trio.dialTarget());
        var second = trio.transferee().lastIncoming().blindTransfer(trio.dialTarget());
        stage.await(first);
        stage.await(second);
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void transferGoesOnWhenTheTransferorHangsUpRightAfterTheRefer(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.target().on(ringing -> {});
        var transfer = call.blindTransfer(trio.dialTarget());
        stage.until(() -> !trio.target().incoming().isEmpty());
        call.hangUp();
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.Ended());
        stage.seconds(2);
        trio.target().lastIncoming().answer();
        stage.seconds(2);
        trio.transferee().assertTalksWith(trio.target());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void transferToAnUnknownTargetFailsAndBothTalkOn(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        var target = trio.direct() ? "sip:777@" + trio.target().host().address().getHostAddress() : "777";
        assertThat(stage.await(call.blindTransfer(target)))
                .isInstanceOfSatisfying(
                        TransferOutcome.Failed.class,
                        failed -> assertThat(failed.status()).isEqualTo(404));
        stage.until(() -> call.state() == CallState.IN_CALL);
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void holdOfTheUserDuringATransferOutlivesItsFailure(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.target().on(ringing -> {});
        var transfer = call.blindTransfer(trio.dialTarget());
        stage.until(() -> !trio.target().incoming().isEmpty());
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        trio.target().lastIncoming().reject();
        assertHeldAfter(transfer, call);
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void holdThatIsAskedForRightBeforeATransferOutlivesItsFailure(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.target().rejecting();
        var held = call.hold();
        var transfer = call.blindTransfer(trio.dialTarget());
        assertThat(stage.await(held).isDone()).isTrue();
        assertHeldAfter(transfer, call);
        trio.transferor().assertTalksWith(trio.transferee());
    }

    private void assertHeldAfter(CompletableFuture<TransferOutcome> transfer, Call call) {
        assertThat(stage.await(transfer).kind()).isEqualTo(TransferOutcome.Kind.FAILED);
        stage.seconds(3);
        assertThat(call.state()).isEqualTo(CallState.LOCAL_HELD);
        assertThat(stage.await(call.resume()).isDone()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void patienceOfTheTransferorEndsInATimeOutAndBothTalkOn(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.target().on(ringing -> {});
        var transfer =
                call.blindTransfer(trio.dialTarget(), TransferOptions.DEFAULT.withPatience(Duration.ofSeconds(10)));
        assertThat(stage.await(transfer)).isEqualTo(new TransferOutcome.TimedOut());
        stage.until(() -> call.state() == CallState.IN_CALL);
        trio.transferor().assertTalksWith(trio.transferee());
    }
}
