package io.switchhook.phone;

import java.nio.file.Path;
import java.time.Duration;

/** How a {@link Recording} has ended. */
public sealed interface RecordingOutcome {

    /** For switching. */
    enum Kind {
        COMPLETE,
        BROKEN_OFF
    }

    Kind kind();

    Path file();

    /** How much is in the file. */
    Duration recorded();

    default boolean isComplete() {
        return kind() == Kind.COMPLETE;
    }

    /**
     * Everything is in the file.
     *
     * @param lost how much of it is silence because the disk was too slow
     */
    record Complete(Path file, Duration recorded, Duration lost) implements RecordingOutcome {
        @Override
        public Kind kind() {
            return Kind.COMPLETE;
        }
    }

    /**
     * The disk is full, or the file or its folder is gone: the file ends early, if there is one. The call goes on.
     *
     * @param reason in words for people
     */
    record BrokenOff(Path file, Duration recorded, String reason) implements RecordingOutcome {
        @Override
        public Kind kind() {
            return Kind.BROKEN_OFF;
        }
    }
}
