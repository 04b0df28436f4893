package io.switchhook.phone.line;

import java.time.Duration;
import java.util.Optional;

/** What became of {@link io.switchhook.phone.PhoneLine#register}. */
public sealed interface RegistrationOutcome {

    /** For switching. */
    enum Kind {
        REGISTERED,
        REFUSED,
        UNREACHABLE,
        CLOSED
    }

    Kind kind();

    default boolean isRegistered() {
        return kind() == Kind.REGISTERED;
    }

    /**
     * The line can be called; the registration is refreshed by itself until it is given up.
     *
     * @param expires how long the registrar keeps it without a refresh
     * @param movedTo the URI of the server that it stands at, or of the proxy that leads there, where the registrar of the account has sent the line on (3xx, RFC 3261
     *     §8.1.3.4); empty when that took it itself
     */
    record Registered(Duration expires, Optional<String> movedTo) implements RegistrationOutcome {

        /** At the registrar of the account itself. */
        public Registered(Duration expires) {
            this(expires, Optional.empty());
        }

        @Override
        public Kind kind() {
            return Kind.REGISTERED;
        }
    }

    /**
     * The registrar said no: 401, 403 and 407 mean that user name or password are wrong, or that there is no login for the realm that asks.
     *
     * @param reason its own words; for 401 and 407 which realm asked, and what to do
     * @param retryIn when the line will try again by itself; empty when it will not
     */
    record Refused(int status, String reason, Optional<Duration> retryIn) implements RegistrationOutcome {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /** The registrar did not answer; the line tries again by itself until {@link io.switchhook.phone.PhoneLine#unregister}. */
    record Unreachable(String reason, Duration retryIn) implements RegistrationOutcome {
        @Override
        public Kind kind() {
            return Kind.UNREACHABLE;
        }
    }

    /** The line was unregistered or the phone closed meanwhile. */
    record Closed() implements RegistrationOutcome {
        @Override
        public Kind kind() {
            return Kind.CLOSED;
        }
    }
}
