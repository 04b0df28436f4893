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

    /** Forgets the transaction at once. Its user is not called again; later responses are stray ones. Does nothing after the end. */
    void abandon();
}
