package io.switchhook.phone.event;

/** What a {@link io.switchhook.phone.Subscription} is about. */
public enum SubscriptionState {
    NOT_STARTED,
    /** Asked for; the other side has not told anything yet. */
    SUBSCRIBING,
    /** Accepted, and somebody over there has yet to decide whether we may. */
    PENDING,
    /** It stands: every change is told. */
    ACTIVE,
    /** It was lost or refused, and will be asked for again by itself. */
    RETRYING,
    /** Given up; the last word of the other side is waited for. */
    UNSUBSCRIBING,
    /** Over: given up, refused for good, or ended by the other side. */
    ENDED
}
