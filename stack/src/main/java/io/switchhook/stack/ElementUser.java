package io.switchhook.stack;

import io.switchhook.sip.core.transaction.TransactionUser;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.stack.flow.Flow;

/**
 * An element on a stack that is no user agent: it gets every message and every transaction itself, of dialogs too, and nothing is answered or refused for it. All hops that it
 * is told are {@link Flow}s. Called on the stack's loop.
 */
public interface ElementUser extends TransactionUser {

    /**
     * A message as it came, before transactions see it.
     *
     * @return true when it has been dealt with; false gives it to its transaction
     */
    boolean onMessage(SipMessage message, Flow from, long nowNanos);

    /** Nothing will be delivered on this flow any more; its transactions have been told. */
    default void onFlowFailed(Flow flow, long nowNanos) {}
}
