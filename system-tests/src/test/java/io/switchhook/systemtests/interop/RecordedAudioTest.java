package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedAudioTest {
    @TempDir
    private Path folder;

    @Test
    void recordingThatHasJustBegunHoldsNothing() throws IOException {
        var file = Files.createFile(folder.resolve("begun.wav"));
        assertThat(RecordedAudio.readBegun(file).secondsOf(440)).isZero();
        Files.writeString(file, "RIFF");
        assertThat(RecordedAudio.readBegun(file).secondsOf(440)).isZero();
    }

    @Test
    void whatIsNoRecordingIsTold() throws IOException {
        var file = Files.writeString(folder.resolve("letter.wav"), "Dear reader, ".repeat(10));
        assertThatThrownBy(() -> RecordedAudio.readBegun(file)).hasMessageContaining("is no WAV file");
    }
}
