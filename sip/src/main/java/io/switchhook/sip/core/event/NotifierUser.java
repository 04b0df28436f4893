package io.switchhook.sip.core.event;

import java.util.Optional;

/** What a subscription at the notifier asks of its owner. */
public interface NotifierUser {

    /**
     * The state as this subscriber may see it now, whole where {@link EventNotifier#isAsked}; empty when there is none. Asked for each NOTIFY but those of a pending subscription.
     */
    Optional<EventState> stateFor(EventNotifier subscription);

    /** The subscription is gone, and its last NOTIFY answered or given up. Told once, last. */
    void onOver(EventNotifier subscription, NotifierEnd end, long nowNanos);
}
