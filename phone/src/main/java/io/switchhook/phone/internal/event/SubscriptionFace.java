package io.switchhook.phone.internal.event;

import io.switchhook.phone.event.SubscriptionState;
import io.switchhook.sip.core.event.EventState;
import java.time.Duration;
import java.util.Optional;

/** What a subscription tells the one that stands for it towards the user. On the signalling loop. */
public interface SubscriptionFace {
    /** What that sender says; {@code last} is its last word. */
    void onNotice(String source, Optional<EventState> state, boolean last);

    void onState(SubscriptionState previous, SubscriptionState state, String reason, Optional<Duration> retryIn);

    /** It is in that state now, and nobody is told. */
    void show(SubscriptionState state);
}
