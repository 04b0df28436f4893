package io.switchhook.phone.call;

/** What became of a hold or a resume. */
public sealed interface HoldOutcome {

    /** For switching. */
    enum Kind {
        DONE,
        REFUSED,
        NO_ANSWER,
        ENDED
    }

    Kind kind();

    default boolean isDone() {
        return kind() == Kind.DONE;
    }

    /** The other side agreed. */
    record Done() implements HoldOutcome {
        @Override
        public Kind kind() {
            return Kind.DONE;
        }
    }

    /** The other side refused the change; the audio goes on as before. */
    record Refused(int status, String reason) implements HoldOutcome {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /** The other side did not answer, or answered with nothing that can be used; the audio goes on as before. */
    record NoAnswer() implements HoldOutcome {
        @Override
        public Kind kind() {
            return Kind.NO_ANSWER;
        }
    }

    /** The call is not up. */
    record Ended() implements HoldOutcome {
        @Override
        public Kind kind() {
            return Kind.ENDED;
        }
    }
}
