package io.switchhook.phone.line;

import java.time.Duration;

/** What became of {@link io.switchhook.phone.PhoneLine#askOptions}. */
public sealed interface OptionsOutcome {

    /** For switching. */
    enum Kind {
        READY,
        REFUSED,
        NO_ANSWER,
        UNREACHABLE,
        NOT_SENT
    }

    Kind kind();

    /**
     * The other side is there and would be called (2xx).
     *
     * @param roundTrip from the request to this answer, a challenge on the way included
     */
    record Ready(PeerCapabilities capabilities, Duration roundTrip) implements OptionsOutcome {
        @Override
        public Kind kind() {
            return Kind.READY;
        }
    }

    /**
     * The other side, or a server on the way, answered with 300 to 699, as it would to a call: 486 means that it is busy.
     *
     * @param reason its own words; for 401 and 407 which realm asked, and what to do
     * @param roundTrip as for {@link Ready}
     */
    record Refused(int status, String reason, PeerCapabilities capabilities, Duration roundTrip)
            implements OptionsOutcome {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /** No answer came in 32 s. */
    record NoAnswer() implements OptionsOutcome {
        @Override
        public Kind kind() {
            return Kind.NO_ANSWER;
        }
    }

    /** The request could not be sent. */
    record Unreachable(String reason) implements OptionsOutcome {
        @Override
        public Kind kind() {
            return Kind.UNREACHABLE;
        }
    }

    /** The phone was closed before an answer came. */
    record NotSent(String reason) implements OptionsOutcome {
        @Override
        public Kind kind() {
            return Kind.NOT_SENT;
        }
    }
}
