package io.switchhook.sip.core.transaction;

import io.switchhook.sip.message.SipRequest;

/** A request of ours on its way. Used on the layer's loop. */
public interface ClientTransaction {

    /** The request as it was sent. */
    SipRequest request();

    Hop hop();

    /** True once the layer has forgotten the transaction. */
    boolean ended();

    /** True once a final response has been told. */
    boolean answered();

    /**
     * Says that its user needs to hear nothing more of an INVITE that was accepted: until timer M each further 2xx is told by {@link TransactionUser#onLateSuccess}, with this
     * hop. The layer then keeps next to nothing of it. Says nothing before the first 2xx, or of another request.
     *
     * @param back where a proxy has the INVITE from
     */
    void release(Hop back, long nowNanos);

    /** Forgets the transaction at once. Its user is not called again; later responses are stray ones. Does nothing after the end. */
    void abandon();
}
