package io.switchhook.phone;

import io.switchhook.phone.event.PublicationState;
import java.time.Duration;
import java.util.Optional;

/**
 * One step of a publication; silent refreshes are none.
 *
 * @param status the SIP status that brought it about, where there was one
 * @param reason a text for people; empty when there is none
 * @param retryIn when it will be published again by itself, in {@link PublicationState#RETRYING}
 */
public record PublicationChange(
        Publication publication,
        PublicationState previous,
        PublicationState state,
        Optional<Integer> status,
        String reason,
        Optional<Duration> retryIn) {}
