package io.switchhook.phone.call;

import java.util.List;

/** What became of {@link io.switchhook.phone.Call#sendInfo}. */
public sealed interface InfoOutcome {

    /** For switching. */
    enum Kind {
        DELIVERED,
        REFUSED,
        NOT_WANTED,
        NO_ANSWER,
        UNREACHABLE,
        NOT_SENT
    }

    Kind kind();

    default boolean isDelivered() {
        return kind() == Kind.DELIVERED;
    }

    /** The other side has it (2xx). */
    record Delivered() implements InfoOutcome {
        @Override
        public Kind kind() {
            return Kind.DELIVERED;
        }
    }

    /** The other side answered with 300 to 699; 469: it takes this package no more. The call goes on unless the status means that it is gone (RFC 5057 §5.1). */
    record Refused(int status, String reason) implements InfoOutcome {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /**
     * Nothing was sent, since the other side has not said that it takes this package (RFC 6086 §5.2.2).
     *
     * @param wanted what it takes
     */
    record NotWanted(List<String> wanted) implements InfoOutcome {
        public NotWanted {
            wanted = List.copyOf(wanted);
        }

        @Override
        public Kind kind() {
            return Kind.NOT_WANTED;
        }
    }

    /** No answer came in 32 s. */
    record NoAnswer() implements InfoOutcome {
        @Override
        public Kind kind() {
            return Kind.NO_ANSWER;
        }
    }

    /** It could not be sent. */
    record Unreachable(String reason) implements InfoOutcome {
        @Override
        public Kind kind() {
            return Kind.UNREACHABLE;
        }
    }

    /** Nothing was sent: the call is over, or has no other side yet. */
    record NotSent(String reason) implements InfoOutcome {
        @Override
        public Kind kind() {
            return Kind.NOT_SENT;
        }
    }
}
