package io.switchhook.phone.internal.event;

import io.switchhook.phone.event.PublicationState;
import java.time.Duration;
import java.util.Optional;

/** What a publication tells the one that stands for it towards the user. On the signalling loop. */
@FunctionalInterface
public interface PublicationFace {
    void onState(
            PublicationState previous,
            PublicationState state,
            Optional<Integer> status,
            String reason,
            Optional<Duration> retryIn);
}
