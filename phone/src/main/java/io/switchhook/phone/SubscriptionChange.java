package io.switchhook.phone;

import io.switchhook.phone.event.SubscriptionState;
import java.time.Duration;
import java.util.Optional;

/**
 * One step of a subscription; silent refreshes are none.
 *
 * @param reason a text for people; empty when there is none
 * @param retryIn when it will be asked for again by itself, in {@link SubscriptionState#RETRYING}
 */
public record SubscriptionChange(
        Subscription subscription,
        SubscriptionState previous,
        SubscriptionState state,
        String reason,
        Optional<Duration> retryIn) {}
