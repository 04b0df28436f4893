package io.switchhook.sip.core.usage;

import io.switchhook.base.text.Sentences;
import io.switchhook.sip.core.feature.FeatureSet;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to register where.
 *
 * @param registrar the Request-URI: the domain, without a user (RFC 3261 §10.2)
 * @param address the address-of-record
 * @param expires the lifetime asked for, 1 s to 24 h; the registrar may grant another
 * @param ways route sets that lead to the registrar, the preferred first: the first that works is taken; none to leave the route to the host
 * @param outbound to be reached over the flow that the registration takes (RFC 5626)
 * @param features what the telephone can, for callers to choose by (RFC 3840)
 * @param bulk whether all numbers of the account are registered at once (RFC 6140); the Contact of the host says so too
 */
public record RegistrationPlan(
        SipUri registrar,
        NameAddress address,
        Duration expires,
        List<List<SipUri>> ways,
        Optional<OutboundIdentity> outbound,
        FeatureSet features,
        boolean bulk) {
    static final Duration LONGEST = Duration.ofHours(24);

    /** By the route of the host, without outbound and without a word about features, of one address alone. */
    public RegistrationPlan(SipUri registrar, NameAddress address, Duration expires) {
        this(registrar, address, expires, List.of(), Optional.empty(), FeatureSet.EMPTY);
    }

    /** Of one address alone. */
    public RegistrationPlan(
            SipUri registrar,
            NameAddress address,
            Duration expires,
            List<List<SipUri>> ways,
            Optional<OutboundIdentity> outbound,
            FeatureSet features) {
        this(registrar, address, expires, ways, outbound, features, false);
    }

    /** The same for all numbers of the account. */
    public RegistrationPlan inBulk() {
        return new RegistrationPlan(registrar, address, expires, ways, outbound, features, true);
    }

    public RegistrationPlan {
        ways = ways.stream().map(List::copyOf).toList();
        if (expires.compareTo(Duration.ofSeconds(1)) < 0 || expires.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "A registration can be asked for 1 second to 24 hours, but not for " + Sentences.time(expires));
        }
    }
}
