package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;

/**
 * What to register where.
 *
 * @param registrar the Request-URI: the domain, without a user (RFC 3261 §10.2)
 * @param address the address-of-record
 * @param expires the lifetime asked for, 1 s to 24 h; the registrar may grant another
 */
public record RegistrationPlan(SipUri registrar, NameAddress address, Duration expires) {
    static final Duration LONGEST = Duration.ofHours(24);

    public RegistrationPlan {
        if (expires.compareTo(Duration.ofSeconds(1)) < 0 || expires.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "A registration can be asked for 1 second to 24 hours, but not for " + expires);
        }
    }
}
