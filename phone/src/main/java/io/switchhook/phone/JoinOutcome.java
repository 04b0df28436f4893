package io.switchhook.phone;

import java.util.Optional;

/** What became of a wish to join a {@link Conference}. */
public sealed interface JoinOutcome {

    /** For switching. */
    enum Kind {
        JOINED,
        FULL,
        CALL_OVER,
        ELSEWHERE,
        CLOSED
    }

    Kind kind();

    /** Who has joined; empty when nobody has. */
    default Optional<Participant> participant() {
        return Optional.empty();
    }

    default boolean isJoined() {
        return kind() == Kind.JOINED;
    }

    /** It is in the conference, or was before: hears all others and is heard by them. */
    record Joined(Participant joined) implements JoinOutcome {
        @Override
        public Kind kind() {
            return Kind.JOINED;
        }

        @Override
        public Optional<Participant> participant() {
            return Optional.of(joined);
        }
    }

    /** There are as many as there may be. */
    record Full(int limit) implements JoinOutcome {
        @Override
        public Kind kind() {
            return Kind.FULL;
        }
    }

    /** The call has ended. */
    record CallOver() implements JoinOutcome {
        @Override
        public Kind kind() {
            return Kind.CALL_OVER;
        }
    }

    /** The call is in another conference, which it has to leave first. */
    record Elsewhere(Conference conference) implements JoinOutcome {
        @Override
        public Kind kind() {
            return Kind.ELSEWHERE;
        }
    }

    /** The conference, or its phone, is closed. */
    record Closed() implements JoinOutcome {
        @Override
        public Kind kind() {
            return Kind.CLOSED;
        }
    }
}
