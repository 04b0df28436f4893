package io.switchhook.phone.event;

import java.time.Duration;
import java.util.Optional;

/** What became of {@link io.switchhook.phone.Publication#publish}. */
public sealed interface PublicationOutcome {

    /** For switching. */
    enum Kind {
        PUBLISHED,
        REFUSED,
        UNREACHABLE,
        CLOSED
    }

    Kind kind();

    default boolean isPublished() {
        return kind() == Kind.PUBLISHED;
    }

    /** This state, or a newer one that was published meanwhile, stands; it is refreshed by itself. */
    record Published(Duration expires) implements PublicationOutcome {
        @Override
        public Kind kind() {
            return Kind.PUBLISHED;
        }
    }

    /**
     * The server said no.
     *
     * @param reason its own words; for 401 and 407 which realm asked, and what to do
     * @param retryIn when it will be tried again by itself; empty when it will not
     */
    record Refused(int status, String reason, Optional<Duration> retryIn) implements PublicationOutcome {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /** The server did not answer; it is tried again by itself until {@link io.switchhook.phone.Publication#remove}. */
    record Unreachable(String reason, Duration retryIn) implements PublicationOutcome {
        @Override
        public Kind kind() {
            return Kind.UNREACHABLE;
        }
    }

    /** The state was removed, or the phone closed, meanwhile. */
    record Closed() implements PublicationOutcome {
        @Override
        public Kind kind() {
            return Kind.CLOSED;
        }
    }
}
