package io.switchhook.sip.core.event;

import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.message.header.SubscriptionStateHeader;
import java.util.Optional;

/**
 * One NOTIFY, in order and for the first time (RFC 6665 §4.1.3).
 *
 * @param dialog tells the notifiers of a forked SUBSCRIBE apart
 * @param subscription {@code active}, {@code pending} or {@code terminated}
 * @param state the body; empty when the notifier sent none, while pending for one
 */
public record Notification(DialogId dialog, SubscriptionStateHeader subscription, Optional<EventState> state) {}
