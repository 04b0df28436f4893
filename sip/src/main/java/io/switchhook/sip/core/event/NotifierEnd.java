package io.switchhook.sip.core.event;

/** How a subscription at the notifier ended. */
public enum NotifierEnd {
    /** The subscriber gave it up, or asked for the state once. */
    UNSUBSCRIBED,
    /** It was not refreshed. */
    EXPIRED,
    /** We ended it. */
    TERMINATED,
    /** A NOTIFY was not delivered, or answered by somebody who does not know the subscription (RFC 6665 §4.2.2). */
    UNREACHABLE
}
