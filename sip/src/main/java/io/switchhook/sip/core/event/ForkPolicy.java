package io.switchhook.sip.core.event;

/** What an event package makes of a SUBSCRIBE that several notifiers accept (RFC 6665 §5.4.9). */
public enum ForkPolicy {
    /** The first NOTIFY decides; the others are answered 481. */
    FIRST,
    /** Each notifier is followed in a dialog of its own; the subscription ends with the last of them. */
    ALL
}
