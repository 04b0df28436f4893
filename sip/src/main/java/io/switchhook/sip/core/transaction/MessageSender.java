package io.switchhook.sip.core.transaction;

import io.switchhook.sip.message.SipMessage;

/** The door through which the layer sends. */
@FunctionalInterface
public interface MessageSender {

    /**
     * Sends, or queues, one message. Must not throw. A failure is told by {@link TransactionLayer#onTransportError}, which may be called from within this call.
     */
    void send(SipMessage message, Hop to);
}
