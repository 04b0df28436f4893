package io.switchhook.services;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** What a program hears of a {@link Voicemail}: {@link Voicemail#onEvent}. */
public sealed interface VoicemailEvent {

    /** For switching. */
    enum Kind {
        MESSAGE_LEFT,
        PIN_REFUSED,
        TROUBLE
    }

    Kind kind();

    /**
     * Somebody has left a message; to be sent by mail, perhaps.
     *
     * @param owner whose mailbox it is in
     * @param caller who called, as the caller says; printable
     * @param file a WAV file; its owner may delete it, or hear it and so have it moved to the folder {@code heard}, at any time
     */
    record MessageLeft(String owner, String caller, Instant at, Path file, Duration length) implements VoicemailEvent {
        @Override
        public Kind kind() {
            return Kind.MESSAGE_LEFT;
        }
    }

    /**
     * Somebody has typed the number of a mailbox and not its PIN.
     *
     * @param locked whether there were so many by now that the mailbox takes no PIN for a while
     */
    record PinRefused(String owner, String caller, boolean locked) implements VoicemailEvent {
        @Override
        public Kind kind() {
            return Kind.PIN_REFUSED;
        }
    }

    /** A file could not be read or written, or the disk is full. The caller has heard an apology. */
    record Trouble(String owner, String reason) implements VoicemailEvent {
        @Override
        public Kind kind() {
            return Kind.TROUBLE;
        }
    }
}
