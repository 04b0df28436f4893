package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.media.wav.WavHeader;
import io.switchhook.media.wav.WavParse;
import io.switchhook.media.wav.WavSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavRecorderTest {
    @TempDir
    private Path folder;

    private static short[] ramp(int length, int from) {
        var samples = new short[length];
        for (int i = 0; i < length; i++) {
            samples[i] = (short) (from + i);
        }
        return samples;
    }

    @Test
    void whatWasHeardIsInTheFileAndTheHeaderKnowsItsLength() throws IOException {
        var file = folder.resolve("heard.wav");
        var recorder = WavRecorder.open(file);
        var frame = new short[200];
        for (int i = 0; i < 10; i++) {
            System.arraycopy(ramp(160, i * 160), 0, frame, 20, 160);
            recorder.write(frame, 20, 160); // The array is used again at once, as the media loop does.
        }
        recorder.close();
        assertThat(recorder.recorded()).isEqualTo(Duration.ofMillis(200));
        assertThat(recorder.dropped()).isZero();
        var bytes = Files.readAllBytes(file);
        assertThat(bytes).hasSize(44 + 3200);
        var header = ((WavParse.Parsed) WavHeader.parse(ByteBuffer.wrap(bytes))).header();
        assertThat(header.dataLength()).hasValue(3200);
        assertThat(header.format().sampleRate()).isEqualTo(8000);
        var samples = new short[1700];
        assertThat(new WavSource(ByteBuffer.wrap(bytes), false).read(samples, 0, 1700))
                .isEqualTo(1600);
        assertThat(samples).startsWith(ramp(1600, 0));
    }

    @Test
    void widebandIsRecordedAndPlayedAsIt() throws IOException {
        var file = folder.resolve("wide.wav");
        try (var recorder = WavRecorder.open(file, 16_000)) {
            assertThat(recorder.sampleRate()).isEqualTo(16_000);
            recorder.write(ramp(1600, 0), 0, 1600);
        }
        var player = WavPlayer.open(file);
        assertThat(player.sampleRate()).isEqualTo(16_000);
        assertThat(player.duration()).isEqualTo(Duration.ofMillis(100));
        var samples = new short[1600];
        assertThat(player.read(samples, 0, 1600)).isEqualTo(1600);
        assertThat(samples).isEqualTo(ramp(1600, 0));
        assertThat(WavPlayer.open(file, 8_000).duration()).isBetween(Duration.ofMillis(95), Duration.ofMillis(100));
    }

    @Test
    void aPlayerPlaysWhatWasRecorded() throws IOException {
        var file = folder.resolve("heard.wav");
        try (var recorder = WavRecorder.open(file)) {
            recorder.write(ramp(400, 7), 0, 400);
        }
        var samples = new short[400];
        assertThat(WavPlayer.open(file).read(samples, 0, 400)).isEqualTo(400);
        assertThat(samples).isEqualTo(ramp(400, 7));
    }

    @Test
    void anOldFileIsReplaced() throws IOException {
        var file = Files.write(folder.resolve("heard.wav"), new byte[9_999]);
        WavRecorder.open(file).close();
        assertThat(file).hasSize(44);
    }

    @Test
    void whatComesAfterTheEndIsCountedAndClosingTwiceIsNothing() throws IOException {
        var recorder = WavRecorder.open(folder.resolve("heard.wav"));
        recorder.close();
        recorder.close();
        recorder.write(new short[160], 0, 160);
        assertThat(recorder.dropped()).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void aBurstIsEitherWrittenOrCountedButNeverWaitedFor() throws IOException {
        var recorder = WavRecorder.open(folder.resolve("heard.wav"));
        for (int i = 0; i < 5_000; i++) {
            recorder.write(new short[160], 0, 160);
        }
        recorder.close();
        assertThat(recorder.recorded().plus(recorder.dropped())).isEqualTo(Duration.ofSeconds(100));
        assertThat(recorder.recorded()).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aFolderThatIsNotThereIsSaidAtOnce() {
        assertThatThrownBy(() -> WavRecorder.open(folder.resolve("no/such/folder.wav")))
                .isInstanceOf(IOException.class);
    }
}
