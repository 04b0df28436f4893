package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallState;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.stack.media.DigitsOutcome;
import io.switchhook.stack.media.InstalledCodecs;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 7587: Opus between phones that have the add-on, through a PBX that only passes it on")
class OpusCallTest {
    private static final int RATE = 48_000;
    /** No other codec of ours carries that. */
    private static final int VERY_HIGH = 9_000;

    private static final int LOW = 1_300;

    @RegisterExtension
    final Stage stage = new Stage();

    private Telephone registered(String number, PhoneConfig config) {
        return stage.telephone(
                        number,
                        SipAccount.builder("sip:" + number + "@" + Stage.PBX_ADDRESS)
                                .secret(number)
                                .build(),
                        config.withRtpPorts(5_000, 10_000))
                .register();
    }

    private List<Integer> heard(ToneDetector ear) {
        stage.seconds(0.5);
        ear.reset();
        stage.seconds(1);
        assertThat(ear.windows()).as("windows of 100 ms").isEqualTo(10);
        return ear.present();
    }

    @Test
    void theAddOnIsFoundAndPreferredByWhoWantsTheBestSound() {
        assertThat(InstalledCodecs.named("OPUS")).contains(MediaFormat.OPUS);
        assertThat(PhoneConfig.DEFAULT.withWideband().codecs())
                .containsExactly(MediaFormat.OPUS, MediaFormat.G722, MediaFormat.PCMU, MediaFormat.PCMA);
    }

    @Test
    void bothHearItAndDigitsPassAtItsClock() {
        stage.startPbx();
        var caller = registered("858", PhoneConfig.DEFAULT.withWideband());
        var callee = registered("853", PhoneConfig.DEFAULT.withWideband()).answering();
        var call = caller.talkTo("853");
        var answered = callee.lastIncoming();
        var there = new ToneDetector(RATE, LOW, VERY_HIGH);
        var here = new ToneDetector(RATE, LOW, VERY_HIGH);
        answered.audio().receive(there).send(new ToneSource(RATE, VERY_HIGH));
        call.audio().receive(here).send(new ToneSource(RATE, LOW, VERY_HIGH));
        assertThat(heard(there)).containsExactly(LOW, VERY_HIGH);
        assertThat(heard(here)).containsExactly(VERY_HIGH);
        var digits = new ArrayList<Character>();
        answered.onDigit(digits::add);
        assertThat(stage.await(call.sendDigits("8#5"))).isEqualTo(DigitsOutcome.SENT);
        stage.seconds(0.5);
        assertThat(digits).containsExactly('8', '#', '5');

        assertThat(stage.await(call.hold()).isDone()).isTrue();
        assertThat(heard(there)).isEmpty();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        stage.until(() -> call.state() == CallState.IN_CALL);
        assertThat(heard(there)).containsExactly(LOW, VERY_HIGH);
    }

    @Test
    void transferToATelephoneWithoutItChangesTheCodecOfWhoIsTransferred() {
        stage.startPbx();
        var transferor = registered("858", PhoneConfig.DEFAULT.withWideband());
        var transferee = registered("853", PhoneConfig.DEFAULT.withWideband()).answering();
        var target = registered("895", PhoneConfig.DEFAULT.withCodecs(List.of(MediaFormat.PCMU)))
                .answering();
        var call = transferor.talkTo("853");
        assertThat(stage.await(call.blindTransfer("895")).isSuccess()).isTrue();
        stage.seconds(1);
        transferee.assertTalksWith(target);
    }
}
