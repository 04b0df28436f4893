package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.Call;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Trio;
import io.switchhook.systemtests.fixture.Trio.Setting;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 5589 \u00a77: attended transfer where both calls run through our PBX")
class AttendedTransferTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @ParameterizedTest
    @CsvSource({
        "THROUGH_OUR_PBX, true",
        "THROUGH_OUR_PBX, false",
        "THROUGH_OUR_PBX_BY_TCP, true",
    })
    void theTwoOthersAreJoined(Setting setting, boolean heldBefore) {
        var trio = Trio.in(stage, setting);
        var first = trio.talk();
        if (heldBefore) {
            assertThat(stage.await(first.hold()).isDone()).isTrue();
        }
        trio.target().answering();
        var consultation = trio.transferor().talkTo("895");
        trio.transferor().assertTalksWith(trio.target());
        var outcome = stage.await(first.attendedTransfer(consultation));
        assertThat(outcome).isInstanceOf(TransferOutcome.Completed.class);
        stage.await(first.ended());
        stage.await(consultation.ended());
        assertThat(first.state()).isEqualTo(CallState.COMPLETED);
        assertThat(consultation.state()).isEqualTo(CallState.COMPLETED);
        trio.transferee().assertTalksWith(trio.target());
        assertThat(trio.target().calls()).as("the call of the target goes on").hasSize(1);
        trio.transferee().lastIncoming().hangUp();
        stage.await(trio.target().lastIncoming().ended());
    }

    @Test
    void fromTwoCallsThatCameIn() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        trio.transferor().answering();
        trio.transferee().talkTo("858");
        Call first = trio.transferor().lastIncoming();
        assertThat(stage.await(first.hold()).isDone()).isTrue();
        trio.target().talkTo("858");
        var second = trio.transferor().lastIncoming();
        assertThat(second).isNotSameAs(first);
        assertThat(stage.await(first.attendedTransfer(second)).isSuccess()).isTrue();
        stage.await(first.ended());
        stage.await(second.ended());
        trio.transferee().assertTalksWith(trio.target());
    }

    @Test
    void theJoinedMayTransferOnward() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var first = trio.talk();
        trio.target().answering();
        var consultation = trio.transferor().talkTo("895");
        assertThat(stage.await(first.attendedTransfer(consultation)).isSuccess())
                .isTrue();
        stage.await(first.ended());
        trio.transferor().answering();
        assertThat(stage.await(trio.target().lastIncoming().blindTransfer("858"))
                        .isSuccess())
                .isTrue();
        stage.seconds(3);
        trio.transferee().assertTalksWith(trio.transferor());
    }

    @Test
    void aConsultationThatEndsInTheSameMomentLeavesTheFirstCall() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var first = trio.talk();
        trio.target().answering();
        var consultation = trio.transferor().talkTo("895");
        var transfer = first.attendedTransfer(consultation);
        trio.target().lastIncoming().hangUp();
        var outcome = stage.await(transfer);
        assertThat(outcome.isSuccess()).isFalse();
        stage.await(consultation.ended());
        stage.until(() -> first.state() == CallState.IN_CALL);
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @Test
    void theConsultationMayBeACallOfAnotherPhone() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var first = trio.talk();
        trio.target().answering();
        var consultation = stage.registered("858", "second", "").talkTo("895");
        assertThat(stage.await(first.attendedTransfer(consultation)).isSuccess())
                .isTrue();
        stage.await(first.ended());
        stage.await(consultation.ended());
        trio.transferee().assertTalksWith(trio.target());
        var late = first.attendedTransfer(consultation);
        assertThat(stage.await(late)).isInstanceOf(TransferOutcome.Ended.class);
    }

    @Test
    void aConsultationThatIsOverLeavesTheFirstCallUntouched() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var first = trio.talk();
        trio.target().answering();
        var consultation = trio.transferor().talkTo("895");
        consultation.hangUp();
        stage.await(consultation.ended());
        assertThat(stage.await(first.attendedTransfer(consultation)))
                .isEqualTo(new TransferOutcome.NotPossible("The call to be joined with is not up."));
        assertThat(first.state()).isEqualTo(CallState.IN_CALL);
        assertThat(stage.requests("858", "REFER")).isEmpty();
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @Test
    void whoSharesTheCallsOfNobodyIsNotHeard() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var first = trio.talk();
        trio.target().answering();
        var consultation = trio.transferor().talkTo("895");
        assertThat(stage.await(first.attendedTransfer(consultation)).isSuccess())
                .isTrue();
        stage.await(consultation.ended());
        stage.run(Duration.ofSeconds(3));
        assertThat(trio.transferor().line().calls()).isEmpty();
        trio.transferor().assertHearsNothing();
    }
}
