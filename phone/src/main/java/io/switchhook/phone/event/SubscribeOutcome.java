package io.switchhook.phone.event;

import io.switchhook.sip.core.event.EventState;
import java.time.Duration;
import java.util.Optional;

/** What became of {@link io.switchhook.phone.Subscription#start}. What follows is told by {@link io.switchhook.phone.Subscription#onStateChanged}. */
public sealed interface SubscribeOutcome {

    /** For switching. */
    enum Kind {
        ACTIVE,
        PENDING,
        FETCHED,
        REFUSED,
        UNREACHABLE,
        TERMINATED,
        CLOSED
    }

    Kind kind();

    /** The subscription stands. */
    record Active(Optional<EventState> state) implements SubscribeOutcome {
        @Override
        public Kind kind() {
            return Kind.ACTIVE;
        }
    }

    /** It stands, but somebody has yet to decide whether we may know anything. */
    record Pending() implements SubscribeOutcome {
        @Override
        public Kind kind() {
            return Kind.PENDING;
        }
    }

    /** The state that was asked for once; empty when there is none, or we may not know it. */
    record Fetched(Optional<EventState> state) implements SubscribeOutcome {
        @Override
        public Kind kind() {
            return Kind.FETCHED;
        }
    }

    /**
     * The answer was 300 or more: 489 means that the package is not known there.
     *
     * @param reason its own words; for 401 and 407 which realm asked, and what to do
     * @param retryIn when it will be asked for again by itself; empty when it will not
     */
    record Refused(int status, String reason, Optional<Duration> retryIn) implements SubscribeOutcome {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /** Nobody answered, or it was accepted and nothing was told in time; asked for again by itself, if at all, in that time. */
    record Unreachable(String reason, Optional<Duration> retryIn) implements SubscribeOutcome {
        @Override
        public Kind kind() {
            return Kind.UNREACHABLE;
        }
    }

    /** It was accepted and ended in the same breath, for the reason given: {@code rejected}, {@code noresource} and so on (RFC 6665 §4.1.3). */
    record Terminated(String reason, Optional<Duration> retryIn) implements SubscribeOutcome {
        @Override
        public Kind kind() {
            return Kind.TERMINATED;
        }
    }

    /** It was given up, or the phone closed, meanwhile. */
    record Closed() implements SubscribeOutcome {
        @Override
        public Kind kind() {
            return Kind.CLOSED;
        }
    }
}
