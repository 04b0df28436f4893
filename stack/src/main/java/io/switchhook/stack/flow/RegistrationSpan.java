package io.switchhook.stack.flow;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.MalformedException;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a connection is needed for the registration that a message has brought about on it: requests come back over it, and perhaps over nothing else (RFC 5626 §5.3).
 *
 * @param address the address-of-record
 * @param time of the binding that lives longest; zero when there is none
 */
record RegistrationSpan(String address, Duration time) {
    /** Nobody is believed for longer: a registration is renewed more often than that. */
    private static final Duration LONGEST = Duration.ofDays(1);

    /** Of a 2xx to a REGISTER; empty for every other message. */
    static Optional<RegistrationSpan> of(SipMessage message) {
        if (!(message instanceof SipResponse response) || !response.isSuccess()) {
            return Optional.empty();
        }
        try {
            if (!response.cseq().method().equals(SipMethod.REGISTER)) {
                return Optional.empty();
            }
            long usual = response.first(ExpiresHeader.TYPE)
                    .map(ExpiresHeader::seconds)
                    .orElse(0L);
            long longest = response.all(ContactHeader.TYPE).stream()
                    .mapToLong(contact -> contact.expiresSeconds().orElse(usual))
                    .max()
                    .orElse(0);
            var time = Duration.ofSeconds(Math.min(longest, LONGEST.toSeconds()));
            return Optional.of(
                    new RegistrationSpan(response.to().address().uri().toString(), time));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
