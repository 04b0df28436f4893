package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.RecordingOptions;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.WavPlayer;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.stack.media.DigitsOutcome;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("RFC 3551 §4.5.2: wideband audio, whose programs have rates of their own")
class WidebandTest {
    private static final int WIDE = 16_000;
    /** Above what the telephone of old carries, and below that. */
    private static final int HIGH = 5_000;

    private static final int LOW = 1_300;

    @RegisterExtension
    final Stage stage = new Stage();

    @TempDir
    private Path folder;

    private Telephone registered(String number, MediaFormat... formats) {
        return stage.telephone(
                        number,
                        SipAccount.builder("sip:" + number + "@" + Stage.PBX_ADDRESS)
                                .secret(number)
                                .build(),
                        PhoneConfig.DEFAULT.withRtpPorts(5_000, 10_000).withCodecs(List.of(formats)))
                .register();
    }

    private ToneDetector listen(Telephone telephone) {
        var ear = new ToneDetector(WIDE, LOW, HIGH);
        telephone.lastIncoming().audio().receive(ear);
        return ear;
    }

    private static void speak(OutgoingCall call) {
        call.audio().send(new ToneSource(WIDE, LOW, HIGH));
    }

    private List<Integer> heard(ToneDetector ear) {
        stage.seconds(0.5);
        ear.reset();
        stage.seconds(1);
        assertThat(ear.windows()).as("windows of 100 ms").isEqualTo(10);
        return ear.present();
    }

    @Test
    void phonesThatPreferItHearMoreThanTheTelephoneOfOld() {
        stage.startPbx();
        var caller = registered("858", MediaFormat.G722, MediaFormat.PCMU);
        var callee = registered("853", MediaFormat.PCMU, MediaFormat.G722).answering();
        var call = caller.talkTo("853");
        var ear = listen(callee);
        speak(call);
        assertThat(heard(ear)).containsExactly(LOW, HIGH);
    }

    /** By default everybody's codecs come first, so that a call costs no more than it must. */
    @Test
    void withoutAWishItIsThereAndNotPreferred() {
        stage.startPbx();
        var caller = stage.registered("858", "858", "");
        var callee = stage.registered("853", "853", "").answering();
        var call = caller.talkTo("853");
        var ear = listen(callee);
        speak(call);
        assertThat(heard(ear)).containsExactly(LOW);
        assertThat(PhoneConfig.DEFAULT.withWideband().codecs())
                .containsSubsequence(MediaFormat.G722, MediaFormat.PCMU, MediaFormat.PCMA);
    }

    /** The transferee's PBX offers it what the target has: the program goes on at its rate, whatever the codec. */
    @Test
    void reInviteChangesTheCodecAndNotTheRateOfTheProgram() {
        stage.startPbx();
        var transferor = registered("858", MediaFormat.G722, MediaFormat.PCMA);
        var transferee = registered("853", MediaFormat.G722, MediaFormat.PCMA).answering();
        var target = registered("895", MediaFormat.PCMA).answering();
        var call = transferor.talkTo("853");
        var ear = listen(transferee);
        speak(call);
        assertThat(heard(ear)).containsExactly(LOW, HIGH);
        assertThat(stage.await(call.blindTransfer("895")).isSuccess()).isTrue();
        target.lastIncoming().audio().send(new ToneSource(WIDE, LOW, HIGH));
        assertThat(heard(ear)).containsExactly(LOW);
    }

    @Test
    void digitsPassBesideIt() {
        stage.startPbx();
        var caller = registered("858", MediaFormat.G722);
        var callee = registered("853", MediaFormat.G722).answering();
        var call = caller.talkTo("853");
        var digits = new ArrayList<Character>();
        callee.lastIncoming().onDigit(digits::add);
        assertThat(stage.await(call.sendDigits("8#5"))).isEqualTo(DigitsOutcome.SENT);
        stage.seconds(0.5);
        assertThat(digits).containsExactly('8', '#', '5');
    }

    /** ITU-T E.180's ringing tone is the PBX's own, and encoded by it. */
    @Test
    void whoHasNothingElseHearsTheRingingToneOfThePbx() {
        stage.startPbx();
        var transferor = registered("858", MediaFormat.G722);
        var transferee = registered("853", MediaFormat.G722).answering();
        var target = registered("895", MediaFormat.G722).on(ringing -> {});
        var call = transferor.talkTo("853");
        call.blindTransfer("895");
        stage.until(() -> !target.incoming().isEmpty());
        stage.await(call.hangUp());
        var ear = new ToneDetector(WIDE, 425);
        transferee.lastIncoming().audio().receive(ear);
        stage.seconds(10);
        // A second of sound, four of silence.
        assertThat(ear.hears(425, 0.15)).isTrue();
        assertThat(ear.hears(425, 0.25)).isFalse();
    }

    @Test
    void conferenceKeepsWhatItsCallsCarry() throws IOException {
        stage.startPbx();
        var host = registered("858", MediaFormat.G722);
        var one = registered("853", MediaFormat.G722).answering();
        var other = registered("895", MediaFormat.G722).answering();
        var first = host.talkTo("853");
        var second = host.talkTo("895");
        var room = host.phone().conference(first, second);
        var recording = room.record(folder.resolve("room.wav"), RecordingOptions.DEFAULT.withSampleRate(WIDE));
        var ear = listen(other);
        one.lastIncoming().audio().send(new ToneSource(WIDE, LOW, HIGH));
        other.lastIncoming().audio().sendSilence();
        assertThat(heard(ear)).containsExactly(LOW, HIGH);
        room.close();
        assertThat(stage.await(recording.done()).isComplete()).isTrue();
        var whole = new ToneDetector(WIDE, LOW, HIGH);
        var samples = new short[WIDE];
        var player = WavPlayer.open(recording.file(), WIDE);
        player.read(samples, 0, WIDE / 2);
        whole.write(samples, 0, player.read(samples, 0, samples.length));
        assertThat(whole.present()).containsExactly(LOW, HIGH);
    }
}
