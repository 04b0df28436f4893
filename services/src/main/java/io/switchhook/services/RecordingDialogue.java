package io.switchhook.services;

import java.time.Duration;
import java.util.List;

/** A dialogue in which something is recorded, and that works with files: the disk answers, or does not. */
interface RecordingDialogue extends Dialogue {
    /** A disk that takes longer than that will not answer while somebody waits. */
    Duration PATIENCE_WITH_FILES = Duration.ofSeconds(30);

    /** Record what is heard from now on. */
    record Record() implements Step.Order {
        @Override
        public String toString() {
            return "record";
        }
    }

    /** {@link #onRecorded} follows, as it does when the recording ends by itself. */
    record StopRecording() implements Step.Order {
        @Override
        public String toString() {
            return "stop recording";
        }
    }

    /** Nothing was said for a while. */
    List<Step> onSilence();

    /** @param kept whether there is something now; it is not when it was too short, or nothing was said at all */
    List<Step> onRecorded(boolean kept);

    /** A file could not be read or written. */
    List<Step> onTrouble();
}
