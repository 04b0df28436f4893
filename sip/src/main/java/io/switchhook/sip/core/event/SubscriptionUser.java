package io.switchhook.sip.core.event;

import java.time.Duration;
import java.util.Optional;

/** Hears of one subscription of ours. */
public interface SubscriptionUser {

    /** A NOTIFY, answered already. Its state tells what has become of the subscription; {@link #onLost} follows a terminated one when it was the last. */
    void onNotification(Notification notification, long nowNanos);

    /**
     * The subscription does not stand.
     *
     * @param retryIn when it will be asked for again by itself; empty when it will not, and nothing more is heard
     */
    void onLost(SubscriptionLoss loss, Optional<Duration> retryIn, long nowNanos);
}
