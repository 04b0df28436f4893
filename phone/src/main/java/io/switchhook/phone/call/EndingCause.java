package io.switchhook.phone.call;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why the other side says that it ended a call, RFC 3326.
 *
 * @param protocol {@code SIP}, {@code Q.850} or another
 * @param code a SIP status, or a cause of Q.850
 */
public record EndingCause(String protocol, OptionalInt code, Optional<String> text) {

    /** Whether another telephone took the call, so that nobody missed it. */
    public boolean isAnsweredElsewhere() {
        return protocol.equalsIgnoreCase("SIP") && code.equals(OptionalInt.of(200));
    }
}
