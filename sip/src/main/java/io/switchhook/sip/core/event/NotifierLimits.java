package io.switchhook.sip.core.event;

import io.switchhook.base.text.Sentences;
import java.time.Duration;

/**
 * What a notifier grants (RFC 6665 §4.2).
 *
 * @param shortest shorter lifetimes, but for 0, are refused with 423; one hour at most (§4.2.1.1)
 * @param usual the lifetime of a SUBSCRIBE that asks for none
 * @param longest longer lifetimes are cut to this
 * @param pace the least time between two NOTIFYs of a subscription that only tell of changes; zero for none
 * @param maxSubscriptions how many there may be at once
 * @param maxPerSource how many of them one source may have
 */
public record NotifierLimits(
        Duration shortest, Duration usual, Duration longest, Duration pace, int maxSubscriptions, int maxPerSource) {

    /** A minute to an hour, an hour when nothing is asked for; no pace; 10,000 subscriptions, 100 of one source. */
    public static final NotifierLimits DEFAULT = new NotifierLimits(
            Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO, 10_000, 100);

    public NotifierLimits {
        if (shortest.compareTo(Duration.ofSeconds(1)) < 0
                || shortest.compareTo(Duration.ofHours(1)) > 0
                || usual.compareTo(shortest) < 0
                || longest.compareTo(usual) < 0
                || longest.compareTo(SubscriptionPlan.LONGEST) > 0) {
            throw new IllegalArgumentException("expected 1 s <= shortest <= 1 h, shortest <= usual <= longest <= 24 h"
                    + " but found " + Sentences.time(shortest) + ", " + Sentences.time(usual) + " and "
                    + Sentences.time(longest));
        }
        if (pace.isNegative() || pace.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("expected a pace of zero to an hour but found " + Sentences.time(pace));
        }
        if (maxSubscriptions < 1 || maxPerSource < 1) {
            throw new IllegalArgumentException("at least one subscription must be allowed");
        }
    }

    public NotifierLimits withLifetimes(Duration least, Duration most) {
        return new NotifierLimits(
                least,
                most.compareTo(usual) < 0 ? most : usual.compareTo(least) < 0 ? least : usual,
                most,
                pace,
                maxSubscriptions,
                maxPerSource);
    }

    public NotifierLimits withPace(Duration least) {
        return new NotifierLimits(shortest, usual, longest, least, maxSubscriptions, maxPerSource);
    }

    public NotifierLimits withCaps(int subscriptions, int perSource) {
        return new NotifierLimits(shortest, usual, longest, pace, subscriptions, perSource);
    }
}
