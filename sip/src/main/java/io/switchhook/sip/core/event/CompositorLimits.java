package io.switchhook.sip.core.event;

import io.switchhook.base.text.Sentences;
import java.time.Duration;

/**
 * What an event state compositor takes (RFC 3903 §6, §14.2).
 *
 * @param shortest shorter lifetimes, but for 0, are refused with 423
 * @param usual the lifetime of a publication that asks for none
 * @param longest longer lifetimes are cut to this
 * @param maxResources how many resources may have published state at once
 * @param maxPublications how many publications one resource may have
 * @param maxBytes the largest body
 */
public record CompositorLimits(
        Duration shortest, Duration usual, Duration longest, int maxResources, int maxPublications, int maxBytes) {

    /** A minute to an hour, an hour when nothing is asked for; 10,000 resources with ten publications each; 16 KiB. */
    public static final CompositorLimits DEFAULT = new CompositorLimits(
            Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(1), 10_000, 10, 16 * 1024);

    public CompositorLimits {
        if (shortest.compareTo(Duration.ofSeconds(1)) < 0
                || usual.compareTo(shortest) < 0
                || longest.compareTo(usual) < 0
                || longest.compareTo(PublicationPlan.LONGEST) > 0) {
            throw new IllegalArgumentException("expected 1 s <= shortest <= usual <= longest <= 24 h but found "
                    + Sentences.time(shortest) + ", " + Sentences.time(usual) + " and " + Sentences.time(longest));
        }
        if (maxResources < 1 || maxPublications < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("at least one publication of one byte must be allowed");
        }
    }
}
