package io.switchhook.phone;

/** What happens in a {@link Conference}. */
public sealed interface ConferenceEvent {

    /** For switching. */
    enum Kind {
        JOINED,
        LEFT,
        SPEAKING,
        MUTED,
        CLOSED
    }

    /** Why somebody is in the conference no longer. */
    enum LeaveCause {
        /** The program has taken him out; a call goes on. */
        TAKEN_OUT,
        /** The call has ended. */
        CALL_OVER,
        /** The conference was closed. */
        CONFERENCE_CLOSED
    }

    Kind kind();

    /** Somebody has come. */
    record Joined(Participant participant) implements ConferenceEvent {
        @Override
        public Kind kind() {
            return Kind.JOINED;
        }
    }

    /** Somebody has gone, by himself or not. */
    record Left(Participant participant, LeaveCause cause) implements ConferenceEvent {
        @Override
        public Kind kind() {
            return Kind.LEFT;
        }
    }

    /** Somebody begins to speak, or has been silent for half a second. */
    record Speaking(Participant participant, boolean begun) implements ConferenceEvent {
        @Override
        public Kind kind() {
            return Kind.SPEAKING;
        }
    }

    /** Somebody is not heard any more, or again, by {@link Participant#mute}. */
    record Muted(Participant participant, boolean muted) implements ConferenceEvent {
        @Override
        public Kind kind() {
            return Kind.MUTED;
        }
    }

    /** It is over; the last event. */
    record Closed() implements ConferenceEvent {
        @Override
        public Kind kind() {
            return Kind.CLOSED;
        }
    }
}
