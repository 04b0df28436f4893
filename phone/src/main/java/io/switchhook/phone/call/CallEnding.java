package io.switchhook.phone.call;

import java.util.Optional;

/**
 * How a call ended; every call has exactly one.
 *
 * @param by who ended it
 * @param state the last state of the call
 * @param status the SIP status, where one ended it
 * @param reason a text for people, from the other side where it gave one
 * @param cause what the other side gave as its reason (RFC 3326)
 */
public record CallEnding(
        Party by, CallState state, Optional<Integer> status, String reason, Optional<EndingCause> cause) {

    /** Without a cause. */
    public CallEnding(Party by, CallState state, Optional<Integer> status, String reason) {
        this(by, state, status, reason, Optional.empty());
    }

    /** Whether it rang here, and somebody took it at another telephone. */
    public boolean isAnsweredElsewhere() {
        return state == CallState.CANCELLED
                && cause.filter(EndingCause::isAnsweredElsewhere).isPresent();
    }

    /** Whose doing an end was. */
    public enum Party {
        /** We ended it. */
        LOCAL,
        /** The other side ended it. */
        REMOTE,
        /** Nobody meant to: no answer, no network, or the other side lost the call. */
        NETWORK
    }
}
