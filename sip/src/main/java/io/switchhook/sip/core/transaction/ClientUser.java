package io.switchhook.sip.core.transaction;

import io.switchhook.sip.message.SipResponse;

/** Who waits for the answers to one request. Called from within an input of the {@link TransactionLayer}, on its loop; may call the layer back. */
public interface ClientUser {

    /**
     * An answer: any number of provisional ones, then the final one. Of an INVITE every 2xx is told, also repeated ones and those of other forks, for 64*T1 after the
     * first: each wants an ACK from the user (RFC 3261 §13.2.2.4). A final response of 300-699 is told once; the layer sends its ACK.
     */
    void onResponse(SipResponse response, long nowNanos);

    /** No final response will come. Told at most once, and never after a final response. */
    void onFailure(ClientFailure failure, long nowNanos);
}
