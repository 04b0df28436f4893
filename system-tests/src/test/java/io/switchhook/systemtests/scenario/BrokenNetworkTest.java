package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Trio;
import io.switchhook.systemtests.fixture.Trio.Setting;
import io.switchhook.testkit.WireRule;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Cut cables, dead hosts, lost connections: everything still ends")
class BrokenNetworkTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @ParameterizedTest
    @EnumSource(Setting.class)
    void hangUpWithoutANetworkEndsTheCallAtOnce(Setting setting) {
        stage.expectBreachesOf(WireRule.ACK, WireRule.FINAL_ANSWER);
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        stage.simulation().unplug(trio.transferor().host());
        call.hangUp();
        long begin = stage.simulation().nowNanos();
        assertThat(stage.await(call.ended()).by()).isEqualTo(CallEnding.Party.LOCAL);
        assertThat(stage.simulation().nowNanos() - begin).isLessThan(1_000_000_000L);
        stage.seconds(40);
        stage.simulation().plugIn(trio.transferor().host());
        trio.transferee().lastIncoming().hangUp();
        stage.await(trio.transferee().lastIncoming().ended());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void closeReturnsSoonWithoutANetwork(Setting setting) {
        stage.expectBreachesOf(WireRule.ACK, WireRule.FINAL_ANSWER);
        var trio = Trio.in(stage, setting);
        trio.talk();
        stage.simulation().unplug(trio.transferor().host());
        long begin = stage.simulation().nowNanos();
        stage.await(trio.transferor().phone().closeAsync());
        assertThat(Duration.ofNanos(stage.simulation().nowNanos() - begin)).isLessThan(Duration.ofSeconds(6));
        stage.simulation().plugIn(trio.transferor().host());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void transferIntoADeadNetworkTimesOutAndTheCallCanBeEnded(Setting setting) {
        // What the dead connection still holds arrives when the cable is back, after the BYE that took a new one.
        stage.expectBreachesOf(WireRule.ACK, WireRule.FINAL_ANSWER, WireRule.CSEQ_INCREASES, WireRule.AFTER_BYE);
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        stage.simulation().unplug(trio.transferor().host());
        var outcome = stage.await(
                call.blindTransfer(trio.dialTarget(), TransferOptions.DEFAULT.withPatience(Duration.ofSeconds(60))));
        assertThat(outcome.isSuccess()).isFalse();
        assertThat(outcome.kind()).isIn(TransferOutcome.Kind.TIMED_OUT, TransferOutcome.Kind.ENDED);
        call.hangUp();
        stage.await(call.ended());
        stage.simulation().plugIn(trio.transferor().host());
    }

    @Test
    void callGoesOnWhenItsTcpConnectionBreaks() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX_BY_TCP);
        var call = trio.talk();
        assertThat(stage.simulation().resetStreams(trio.transferor().host(), stage.host("pbx")))
                .isPositive();
        stage.seconds(1);
        trio.transferor().assertTalksWith(trio.transferee());
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        call.hangUp();
        stage.await(call.ended());
        stage.await(trio.transferee().lastIncoming().ended());
    }

    @Test
    void phoneOnTcpIsReachableAgainAfterItsConnectionBroke() {
        stage.startPbx();
        var caller = stage.registered("858");
        var callee = stage.registered("853", "853", ";transport=tcp").answering();
        stage.simulation().resetStreams(callee.host(), stage.host("pbx"));
        stage.seconds(11);
        caller.talkTo("853");
        caller.assertTalksWith(callee);
    }

    @Test
    void deadPbxIsNoticedByTheNextRequestAndTheCallEnds() {
        stage.expectBreachesOf(WireRule.ACK, WireRule.FINAL_ANSWER);
        stage.startPbx();
        var caller = stage.registered("858");
        stage.registered("853").answering();
        var call = caller.talkTo("853");
        stage.simulation().unplug(stage.host("pbx"));
        var hold = stage.await(call.hold());
        assertThat(hold.isDone()).isFalse();
        assertThat(call.state()).isNotEqualTo(CallState.LOCAL_HELD);
        call.hangUp();
        stage.await(call.ended());
        stage.simulation().plugIn(stage.host("pbx"));
    }

    @Test
    void targetThatDiesWhileItRingsEndsTheTransferAndBothTalkOn() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var call = trio.talk();
        stage.simulation().unplug(trio.target().host());
        var outcome = stage.await(call.blindTransfer("895"));
        assertThat(outcome.kind()).isEqualTo(TransferOutcome.Kind.FAILED);
        stage.until(() -> call.state() == CallState.IN_CALL);
        trio.transferor().assertTalksWith(trio.transferee());
        stage.simulation().plugIn(trio.target().host());
    }
}
