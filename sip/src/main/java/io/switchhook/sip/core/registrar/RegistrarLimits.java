package io.switchhook.sip.core.registrar;

import io.switchhook.base.text.Sentences;
import java.time.Duration;

/**
 * What a registrar grants.
 *
 * @param shortest shorter lifetimes are refused with 423; one hour at most (RFC 3261 §10.2.8)
 * @param usual the lifetime of a contact that asks for none
 * @param longest longer lifetimes are cut to this
 * @param maxBindings how many contacts one address-of-record may have
 * @param maxAddresses how many addresses-of-record may have contacts at once
 * @param oldestGivesWay whether a contact too many takes the place of the one not heard of for longest; else it is refused with 403
 */
public record RegistrarLimits(
        Duration shortest,
        Duration usual,
        Duration longest,
        int maxBindings,
        int maxAddresses,
        boolean oldestGivesWay) {

    /** Ten seconds to an hour, an hour when nothing is asked for; ten contacts, 100,000 addresses. */
    public static final RegistrarLimits DEFAULT =
            new RegistrarLimits(Duration.ofSeconds(10), Duration.ofHours(1), Duration.ofHours(1), 10, 100_000);

    /** Refuses contacts too many. */
    public RegistrarLimits(Duration shortest, Duration usual, Duration longest, int maxBindings, int maxAddresses) {
        this(shortest, usual, longest, maxBindings, maxAddresses, false);
    }

    /** As this, but a contact too many takes the place of the oldest. */
    public RegistrarLimits withOldestGivingWay() {
        return new RegistrarLimits(shortest, usual, longest, maxBindings, maxAddresses, true);
    }

    public RegistrarLimits {
        if (shortest.compareTo(Duration.ofSeconds(1)) < 0
                || usual.compareTo(shortest) < 0
                || longest.compareTo(usual) < 0) {
            throw new IllegalArgumentException("expected 1 s <= shortest <= usual <= longest but found "
                    + Sentences.time(shortest) + ", " + Sentences.time(usual) + " and " + Sentences.time(longest));
        }
        if (maxBindings < 1 || maxAddresses < 1) {
            throw new IllegalArgumentException("at least one binding of one address must be allowed");
        }
    }
}
