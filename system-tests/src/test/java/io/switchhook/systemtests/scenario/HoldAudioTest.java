package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.HoldOutcome;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Trio;
import io.switchhook.systemtests.fixture.Trio.Setting;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("RFC 3264 §8.4: who presses hold is muted")
class HoldAudioTest {
    @RegisterExtension
    final Stage stage = new Stage();

    /** The target's tone serves as music: nobody else sends it, since the target is in no call. */
    private static PcmSource music(Trio trio) {
        return new ToneSource(8_000, trio.target().tone());
    }

    private void hold(Trio trio, OutgoingCall call) {
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        stage.until(() -> trio.transferee().lastIncoming().state() == CallState.REMOTE_HELD);
        stage.seconds(0.3);
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void heldSideDoesNotHearWhatIsAttachedUntilItIsResumed(Setting setting) {
        var trio = Trio.in(stage, setting);
        var call = trio.talk();
        trio.transferor().assertTalksWith(trio.transferee());
        hold(trio, call);
        trio.transferee().assertHearsNothing();
        trio.transferor().assertHearsNothing();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @Test
    void whatIsAttachedWhileWeHoldIsSentWhenTheHoldIsOver() {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        call.audio().sendSilence();
        hold(trio, call);
        call.audio().send(new ToneSource(8_000, trio.transferor().tone()));
        trio.transferee().assertHearsNothing();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @Test
    void musicOfThePhoneIsHeardAndIsFreshForEachCall() {
        var trio = Trio.in(stage, Setting.DIRECT);
        var made = new AtomicInteger();
        trio.transferor().phone().holdMusic(() -> {
            made.incrementAndGet();
            return music(trio);
        });
        var first = trio.talk();
        assertThat(made).as("nothing is made before it is needed").hasValue(0);
        hold(trio, first);
        assertThat(trio.transferee().hears()).containsExactly("895");
        assertThat(stage.await(first.resume()).isDone()).isTrue();
        trio.transferor().assertTalksWith(trio.transferee());
        hold(trio, first);
        assertThat(made).hasValue(1);
        stage.await(first.hangUp());
        var second = trio.talk();
        hold(trio, second);
        assertThat(made).hasValue(2);
        assertThat(trio.transferee().hears()).containsExactly("895");
    }

    @Test
    void callMayHaveOtherMusicOrNoneWhateverThePhoneHas() {
        var trio = Trio.in(stage, Setting.DIRECT);
        trio.transferor().phone().holdMusic(() -> new ToneSource(8_000, PageCall.PEER_TONE));
        var call = trio.talk();
        call.audio().holdMusic(music(trio));
        hold(trio, call);
        assertThat(trio.transferee().hears()).containsExactly("895");
        call.audio().holdSilence();
        trio.transferee().assertHearsNothing();
    }

    @Test
    void programMayGoOnSending() {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        call.audio().sendOnHold();
        hold(trio, call);
        assertThat(trio.transferee().hears()).containsExactly("858");
        call.audio().holdSilence();
        trio.transferee().assertHearsNothing();
    }

    @Test
    void microphoneIsOffFromTheWishOnAndOnAgainWhenTheHoldIsRefused() {
        var page = PageCall.outgoing(stage);
        var asked = new AtomicInteger();
        page.call().audio().send((target, offset, length) -> {
            asked.incrementAndGet();
            return 0;
        });
        stage.seconds(0.2);
        assertThat(asked.get()).isPositive();
        var hold = page.call().hold();
        var reInvite = page.dialog().expectRequest("INVITE");
        asked.set(0);
        stage.seconds(0.2);
        assertThat(asked).as("asked while the hold is not answered").hasValue(0);
        page.dialog().respond(reInvite, 488);
        page.dialog().expectRequest("ACK");
        assertThat(stage.await(hold).kind()).isEqualTo(HoldOutcome.Kind.REFUSED);
        stage.seconds(0.2);
        assertThat(asked.get()).isPositive();
    }

    @Test
    void transfereeHearsMusicWhileTheTargetRings() {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        call.audio().holdMusic(music(trio));
        trio.target().on(incoming -> {});
        var transfer = call.blindTransfer(trio.dialTarget(), TransferOptions.DEFAULT);
        trio.target().lastIncoming();
        stage.seconds(0.3);
        assertThat(trio.transferee().calls().get(0).state()).isEqualTo(CallState.REMOTE_HELD);
        trio.target().lastIncoming().reject();
        stage.await(transfer);
        stage.until(() -> call.state() == CallState.IN_CALL);
        trio.transferor().assertTalksWith(trio.transferee());
    }
}
