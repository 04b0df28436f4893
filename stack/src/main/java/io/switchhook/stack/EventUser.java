package io.switchhook.stack;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.stack.flow.Flow;

/** A product's share in events: takes the SUBSCRIBE and PUBLISH requests that belong to no dialog. Called on the stack's loop. See {@link SipStack#serveEvents}. */
public interface EventUser {

    /**
     * A SUBSCRIBE that asks for a new subscription.
     *
     * @return false when nothing here serves its package; the stack then answers 489 (RFC 6665 §4.2.1.1)
     */
    boolean onSubscribe(ServerTransaction transaction, SipRequest subscribe, Flow from, long nowNanos);

    /**
     * A PUBLISH.
     *
     * @return false when nothing here takes publications; the stack then answers 405
     */
    boolean onPublish(ServerTransaction transaction, SipRequest publish, Flow from, long nowNanos);
}
