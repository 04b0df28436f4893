package io.switchhook.phone.line;

import java.util.Optional;

/** What became of {@link io.switchhook.phone.PhoneLine#sendMessage} and {@link io.switchhook.phone.Call#sendMessage} (RFC 3428 §4). */
public sealed interface MessageOutcome {

    /** For switching. */
    enum Kind {
        DELIVERED,
        ACCEPTED,
        REFUSED,
        NO_ANSWER,
        UNREACHABLE,
        TOO_LARGE,
        NOT_SENT
    }

    Kind kind();

    /** Whether the message is where it was to go, or on its way there. */
    default boolean isSuccess() {
        return kind() == Kind.DELIVERED || kind() == Kind.ACCEPTED;
    }

    /** A telephone of the recipient has it (200); whether a person has read it is not known. */
    record Delivered() implements MessageOutcome {
        @Override
        public Kind kind() {
            return Kind.DELIVERED;
        }
    }

    /** Somebody on the way has taken it (202) and may deliver it later. */
    record Accepted() implements MessageOutcome {
        @Override
        public Kind kind() {
            return Kind.ACCEPTED;
        }
    }

    /**
     * The other side, or a server on the way, answered with 300 to 699. 405 and 415: it takes no messages, or none of this type; 6xx: it has got the message and does not
     * want it.
     *
     * @param warning the text of the Warning header; where a challenge was not answered, which realm asked and what to do
     */
    record Refused(int status, String reason, Optional<String> warning) implements MessageOutcome {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /** No answer came in 32 s. The message may have been delivered all the same. */
    record NoAnswer() implements MessageOutcome {
        @Override
        public Kind kind() {
            return Kind.NO_ANSWER;
        }
    }

    /** The message could not be sent. */
    record Unreachable(String reason) implements MessageOutcome {
        @Override
        public Kind kind() {
            return Kind.UNREACHABLE;
        }
    }

    /**
     * Nothing was sent, since the request would be larger than RFC 3428 §8 allows; see {@link io.switchhook.phone.MessageContent#ofAnySize}.
     *
     * @param bytes what the request would take, with room for what is added on its way out
     * @param limit what it may take
     */
    record TooLarge(int bytes, int limit) implements MessageOutcome {
        @Override
        public Kind kind() {
            return Kind.TOO_LARGE;
        }
    }

    /** Nothing was sent: the call is over or has no other side yet, or too many messages wait. Or the phone was closed before the answer came. */
    record NotSent(String reason) implements MessageOutcome {
        @Override
        public Kind kind() {
            return Kind.NOT_SENT;
        }
    }
}
