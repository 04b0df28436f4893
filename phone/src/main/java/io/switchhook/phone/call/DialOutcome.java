package io.switchhook.phone.call;

import java.util.List;
import java.util.Optional;

/** What became of {@link io.switchhook.phone.OutgoingCall#start}. */
public sealed interface DialOutcome {

    /** For switching. */
    enum Kind {
        ANSWERED,
        REFUSED,
        REDIRECTED,
        UNREACHABLE,
        TIMED_OUT,
        CANCELLED
    }

    Kind kind();

    default boolean isAnswered() {
        return kind() == Kind.ANSWERED;
    }

    /** The call is up. */
    record Answered() implements DialOutcome {
        @Override
        public Kind kind() {
            return Kind.ANSWERED;
        }
    }

    /**
     * The other side, or a server on the way, answered with 400 to 699.
     *
     * @param warning the text of the Warning header, which some phones use to say why; for a challenge that was not answered, which realm asked, and what to set
     */
    record Refused(int status, String reason, Optional<String> warning) implements DialOutcome {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }

        /** 486 or 600. */
        public boolean isBusy() {
            return status == 486 || status == 600;
        }
    }

    /** The other side asks us to call somebody else (3xx); {@code targets} in its order of preference. */
    record Redirected(int status, List<String> targets) implements DialOutcome {
        public Redirected {
            targets = List.copyOf(targets);
        }

        @Override
        public Kind kind() {
            return Kind.REDIRECTED;
        }
    }

    /** The call could not be sent, or what came back could not be used. */
    record Unreachable(String reason) implements DialOutcome {
        @Override
        public Kind kind() {
            return Kind.UNREACHABLE;
        }
    }

    /** Nobody answered: no SIP answer at all in 32 s, or nobody took the call in the ring time-out. */
    record TimedOut(String reason) implements DialOutcome {
        @Override
        public Kind kind() {
            return Kind.TIMED_OUT;
        }
    }

    /** We hung up, or the phone was closed, before it was answered. */
    record Cancelled() implements DialOutcome {
        @Override
        public Kind kind() {
            return Kind.CANCELLED;
        }
    }
}
