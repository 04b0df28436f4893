package io.switchhook.cli.option;

import io.switchhook.cli.console.FileTrouble;
import io.switchhook.cli.report.Reports;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.phone.Call;
import io.switchhook.phone.Recording;
import io.switchhook.phone.RecordingOptions;
import io.switchhook.phone.RecordingOutcome;
import io.switchhook.phone.WavRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** What {@code --record} makes of one call: a file of what the other side says, or of both sides. */
public sealed interface KeptSound {

    /** The call begins. */
    void begin(Call call, Reports reports);

    /** Takes what is heard, where it is not taken from the call. */
    Optional<PcmSink> sink();

    /** The call, and those that follow it, are over: the file is completed. */
    void end(Reports reports);

    /** What the other side says. */
    record Heard(WavRecorder recorder) implements KeptSound {
        @Override
        public void begin(Call call, Reports reports) {
            // It hears by its sink.
        }

        @Override
        public Optional<PcmSink> sink() {
            return Optional.of(recorder);
        }

        @Override
        public void end(Reports reports) {
            try {
                recorder.close();
            } catch (IOException e) {
                reports.remark(String.valueOf(e.getMessage()));
            }
            tellLoss(reports, recorder.file(), recorder.dropped().toMillis());
        }
    }

    /** Both sides. */
    final class Both implements KeptSound {
        private final Path file;
        private final RecordingOptions options;
        private Optional<Recording> recording = Optional.empty();

        private Both(Path file, RecordingOptions options) {
            this.file = file;
            this.options = options;
        }

        /** @throws IOException when the file cannot be written: found out before anybody calls */
        static Both of(Path file, RecordingOptions options) throws IOException {
            Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .close();
            return new Both(file, options);
        }

        @Override
        public void begin(Call call, Reports reports) {
            try {
                recording = Optional.of(call.record(file, options));
            } catch (IOException e) {
                reports.remark("--record: " + file + " cannot be written: " + FileTrouble.reason(e));
            }
        }

        @Override
        public Optional<PcmSink> sink() {
            return Optional.empty();
        }

        @Override
        public void end(Reports reports) {
            recording.ifPresent(running -> tell(reports, running));
        }
    }

    /** Completes a recording and says what is wrong with it. */
    static void tell(Reports reports, Recording recording) {
        var outcome = recording.stop().join();
        if (outcome instanceof RecordingOutcome.BrokenOff broken) {
            reports.remark(broken.reason());
        }
        tellLoss(reports, recording.file(), recording.lost().toMillis());
    }

    private static void tellLoss(Reports reports, Path file, long millis) {
        // A frame or two may still come in while a call ends; that is no loss.
        if (millis > 100) {
            reports.remark("The recording " + file + " lacks " + millis + " ms: the disk was too slow.");
        }
    }
}
