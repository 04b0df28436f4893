package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.wav.WavHeader;
import io.switchhook.media.wav.WavParse;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.Recording;
import io.switchhook.phone.RecordingOptions;
import io.switchhook.phone.RecordingOutcome;
import io.switchhook.phone.call.CallState;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.Trio;
import io.switchhook.systemtests.fixture.Trio.Setting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A conversation in a file")
class RecordingTest {
    private static final RecordingOptions STEREO = RecordingOptions.DEFAULT.withStereo();

    @RegisterExtension
    final Stage stage = new Stage();

    @TempDir
    private Path folder;

    /** What a file holds, read as any other program would. */
    private record Heard(int rate, int channels, short[] samples) {
        static Heard of(Path file) throws IOException {
            var bytes = Files.readAllBytes(file);
            var header = ((WavParse.Parsed) WavHeader.parse(ByteBuffer.wrap(bytes))).header();
            assertThat(header.dataLength()).as("length in the header").hasValue(bytes.length - header.dataOffset());
            var data = ByteBuffer.wrap(bytes, header.dataOffset(), bytes.length - header.dataOffset())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asShortBuffer();
            var samples = new short[data.remaining()];
            data.get(samples);
            return new Heard(header.format().sampleRate(), header.format().channels(), samples);
        }

        double seconds() {
            return (double) samples.length / channels / rate;
        }

        boolean has(Telephone speaker, int channel, double from, double to) {
            return listen(speaker, channel, from, to).hears(speaker.tone(), 0.8);
        }

        boolean lacks(Telephone speaker, int channel, double from, double to) {
            return !listen(speaker, channel, from, to).hears(speaker.tone(), 0.05);
        }

        private ToneDetector listen(Telephone speaker, int channel, double from, double to) {
            var detector = new ToneDetector(rate, new int[] {speaker.tone()});
            int begin = (int) (from * rate);
            int end = Math.min((int) (to * rate), samples.length / channels);
            var part = new short[Math.max(0, end - begin)];
            for (int i = 0; i < part.length; i++) {
                part[i] = samples[(begin + i) * channels + channel];
            }
            detector.write(part, 0, part.length);
            return detector;
        }
    }

    private Path file() {
        return folder.resolve("call.wav");
    }

    private static RecordingOutcome.Complete complete(RecordingOutcome outcome) {
        assertThat(outcome.kind()).as("%s", outcome).isEqualTo(RecordingOutcome.Kind.COMPLETE);
        return (RecordingOutcome.Complete) outcome;
    }

    private Heard ended(OutgoingCall call, Recording recording) throws IOException {
        stage.await(call.hangUp());
        var outcome = complete(stage.await(recording.done()));
        assertThat(outcome.lost()).isZero();
        var heard = Heard.of(file());
        assertThat(outcome.recorded().toMillis() / 1000.0).isCloseTo(heard.seconds(), within(0.01));
        return heard;
    }

    @Test
    void weAreLeftAndTheOtherSideIsRight() throws IOException {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        var call = trio.talk();
        var recording = call.record(file(), STEREO);
        stage.seconds(2);
        var heard = ended(call, recording);
        assertThat(heard.channels()).isEqualTo(2);
        assertThat(heard.seconds()).isCloseTo(2, within(0.1));
        assertThat(heard.has(trio.transferor(), 0, 0.5, 1.5)).isTrue();
        assertThat(heard.lacks(trio.transferee(), 0, 0.5, 1.5)).isTrue();
        assertThat(heard.has(trio.transferee(), 1, 0.5, 1.5)).isTrue();
        assertThat(heard.lacks(trio.transferor(), 1, 0.5, 1.5)).isTrue();
    }

    @Test
    void bothAreInOneChannelAtTheRateThatIsWanted() throws IOException {
        var trio = Trio.in(stage, Setting.DIRECT);
        trio.transferee().answering();
        var call = trio.transferor().prepare(trio.dial(trio.transferee()));
        var recording = call.record(file(), RecordingOptions.DEFAULT.withSampleRate(16_000));
        stage.await(call.start());
        trio.transferor().assertTalksWith(trio.transferee());
        var heard = ended(call, recording);
        assertThat(heard.channels()).isEqualTo(1);
        assertThat(heard.rate()).isEqualTo(16_000);
        assertThat(heard.has(trio.transferor(), 0, 0.2, 0.8)).isTrue();
        assertThat(heard.has(trio.transferee(), 0, 0.2, 0.8)).isTrue();
    }

    @Test
    void headerIsRightWhileTheCallGoesOn() throws IOException {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        var recording = call.record(file());
        stage.seconds(3.2);
        // As if the program died now.
        assertThat(Heard.of(file()).seconds()).isBetween(2.5, 3.2);
        assertThat(recording.recorded()).isBetween(Duration.ofMillis(2_500), Duration.ofMillis(3_200));
        assertThatIllegalStateException().isThrownBy(() -> call.record(file())).withMessageContaining("already");
        stage.await(recording.stop());
        stage.seconds(1);
        assertThat(Heard.of(file()).seconds()).as("stopped").isCloseTo(3.2, within(0.1));
        complete(stage.await(recording.stop()));
        var second = call.record(file());
        stage.seconds(1);
        assertThat(ended(call, second).seconds()).isCloseTo(1, within(0.1));
    }

    @Test
    void whatIsSaidInAPauseIsNotInTheFile() throws IOException {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        var recording = call.record(file(), STEREO);
        stage.seconds(1);
        recording.pause();
        assertThat(recording.isPaused()).isTrue();
        stage.seconds(1);
        recording.resume();
        stage.seconds(1);
        var heard = ended(call, recording);
        assertThat(heard.seconds()).isCloseTo(3, within(0.1));
        for (int side = 0; side < 2; side++) {
            var speaker = side == 0 ? trio.transferor() : trio.transferee();
            assertThat(heard.has(speaker, side, 0.2, 0.9)).isTrue();
            assertThat(heard.lacks(speaker, side, 1.1, 1.3)).isTrue();
            assertThat(heard.has(speaker, side, 2.2, 2.9)).isTrue();
        }
        for (int i = (int) (1.1 * 16_000); i < (int) (1.9 * 16_000); i++) {
            assertThat(heard.samples()[i]).isZero();
        }
    }

    @Test
    void pauseMayBeLeftOut() throws IOException {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        var recording = call.record(file(), STEREO.withoutPauses());
        stage.seconds(1);
        recording.pause();
        stage.seconds(5);
        recording.resume();
        stage.seconds(1);
        var heard = ended(call, recording);
        assertThat(heard.seconds()).isCloseTo(2, within(0.1));
        assertThat(heard.has(trio.transferor(), 0, 0.2, 1.8)).isTrue();
    }

    @Test
    void holdIsSilenceAndTheSidesStayTogether() throws IOException {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        var recording = call.record(file(), STEREO);
        stage.seconds(1);
        stage.await(call.hold());
        stage.seconds(2);
        stage.await(call.resume());
        stage.seconds(1);
        var heard = ended(call, recording);
        assertThat(heard.seconds()).isCloseTo(4, within(0.2));
        assertThat(heard.lacks(trio.transferor(), 0, 1.2, 1.4)).isTrue();
        assertThat(heard.lacks(trio.transferee(), 1, 1.2, 1.4)).isTrue();
        assertThat(heard.has(trio.transferor(), 0, 3.3, 3.8)).isTrue();
        assertThat(heard.has(trio.transferee(), 1, 3.3, 3.8)).isTrue();
    }

    @Test
    void recordingGoesOnWithTheCallThatFollowsATransfer() throws IOException {
        var trio = Trio.in(stage, Setting.DIRECT);
        trio.target().answering();
        var call = trio.talk();
        // 853 sends us on to 895.
        var recording = call.record(file(), STEREO);
        stage.seconds(1);
        var there = trio.transferee().lastIncoming();
        stage.await(there.blindTransfer(trio.dialTarget()));
        stage.until(() -> call.state().isEnded());
        stage.seconds(2);
        var next = trio.transferor().lastCall();
        assertThat(next).isNotEqualTo(call);
        assertThat(recording.done()).isNotDone();
        stage.await(next.hangUp());
        complete(stage.await(recording.done()));
        var heard = Heard.of(file());
        double length = heard.seconds();
        assertThat(length).isGreaterThan(2.9);
        assertThat(heard.has(trio.transferee(), 1, 0.2, 0.9)).isTrue();
        assertThat(heard.has(trio.target(), 1, length - 1.2, length - 0.2)).isTrue();
        assertThat(heard.has(trio.transferor(), 0, length - 1.2, length - 0.2)).isTrue();
    }

    @Test
    void nothingToHearBetweenTwoCallsIsSilenceOfItsLength() throws IOException {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        var recording = call.record(file(), STEREO);
        stage.seconds(1);
        // 853 sends us on to 895 and does not wait for what becomes of it.
        trio.target().on(incoming -> {});
        var there = trio.transferee().lastIncoming();
        there.blindTransfer(trio.dialTarget());
        var ringing = trio.target().lastIncoming();
        stage.await(there.hangUp());
        stage.until(() -> call.state().isEnded());
        stage.seconds(3);
        ringing.answer();
        stage.seconds(1);
        stage.await(trio.transferor().lastCall().hangUp());
        complete(stage.await(recording.done()));
        var heard = Heard.of(file());
        assertThat(heard.seconds()).isCloseTo(5, within(0.2));
        assertThat(heard.has(trio.transferee(), 1, 0.2, 0.9)).isTrue();
        assertThat(heard.has(trio.target(), 1, 4.2, 4.8)).isTrue();
        assertThat(heard.has(trio.transferor(), 0, 4.2, 4.8)).isTrue();
    }

    @Test
    void lostFolderBreaksTheRecordingOffAndHarmsNoCall() throws IOException {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        var inner = Files.createDirectory(folder.resolve("calls"));
        var recording = call.record(inner.resolve("call.wav"));
        stage.seconds(1);
        Files.delete(inner.resolve("call.wav"));
        Files.delete(inner);
        var outcome = stage.await(recording.done());
        assertThat(outcome.isComplete()).isFalse();
        assertThat(((RecordingOutcome.BrokenOff) outcome).reason())
                .contains("call.wav")
                .contains("gone");
        assertThat(call.state()).isEqualTo(CallState.IN_CALL);
        trio.transferor().assertTalksWith(trio.transferee());
        assertThatIOException().isThrownBy(() -> call.record(inner.resolve("call.wav")));
        var second = call.record(file());
        stage.seconds(1);
        assertThat(ended(call, second).seconds()).isCloseTo(1, within(0.1));
    }

    @Test
    void closingThePhoneKeepsTheTail() throws IOException {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        var recording = call.record(file());
        stage.seconds(1.3);
        stage.await(trio.transferor().phone().closeAsync());
        assertThat(recording.done()).isCompleted();
        assertThat(Heard.of(file()).seconds()).isCloseTo(1.3, within(0.1));
    }

    @Test
    void conferenceIsRecordedWhole() throws IOException {
        var trio = Trio.in(stage, Setting.DIRECT);
        var first = trio.talk();
        trio.target().answering();
        var second = trio.transferor().talkTo(trio.dialTarget());
        var room = trio.transferor().phone().conference(first, second);
        assertThatIllegalArgumentException().isThrownBy(() -> room.record(file(), STEREO));
        var recording = room.record(file());
        stage.seconds(2);
        room.close();
        complete(stage.await(recording.done()));
        var heard = Heard.of(file());
        assertThat(heard.seconds()).isCloseTo(2, within(0.1));
        assertThat(heard.has(trio.transferee(), 0, 0.5, 1.5)).isTrue();
        assertThat(heard.has(trio.target(), 0, 0.5, 1.5)).isTrue();
        assertThat(stage.await(room.record(file()).done()).recorded()).isZero();
    }

    @Test
    void callThatIsOverLeavesAnEmptyFile() throws IOException {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        stage.await(call.hangUp());
        complete(stage.await(call.record(file()).done()));
        assertThat(file()).hasSize(44);
    }
}
