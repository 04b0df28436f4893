package io.switchhook.phone;

import io.switchhook.phone.event.SubscribeOptions;
import io.switchhook.sip.core.event.EventState;
import java.util.Optional;

/**
 * The other side told the state of what a {@link Subscription} follows.
 *
 * @param source tells the senders apart, where several are followed ({@link SubscribeOptions#followingAll})
 * @param state the body of the NOTIFY; empty when it had none
 * @param last whether it is the last word of this sender
 */
public record EventNotice(Subscription subscription, String source, Optional<EventState> state, boolean last) {}
