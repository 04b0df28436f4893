package io.switchhook.sip.core.transaction;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;

/** The layer above, for what peers begin. All calls come from within an input of the {@link TransactionLayer}, on its loop; each may call the layer back. */
public interface TransactionUser {

    /**
     * A new request, neither ACK nor CANCEL, not seen before. Answer it through {@code tx}, now or later.
     *
     * @see ServerTransaction#merged() what a user agent must refuse with 482
     */
    void onRequest(ServerTransaction tx, SipRequest request, Hop from, long nowNanos);

    /** An ACK that belongs to no transaction: the one for a 2xx, perhaps repeated, or a stray one. An ACK for 300-699 is not told. */
    void onAck(SipRequest ack, Hop from, long nowNanos);

    /**
     * The peer gives up an INVITE that has no final response yet. The CANCEL has been answered with 200 already; answer the INVITE with 487 (RFC 3261 §9.2).
     * A CANCEL that comes after the final response, or for nothing we know, is answered by the layer alone.
     */
    void onCancel(ServerTransaction invite, SipRequest cancel, long nowNanos);

    /**
     * The layer makes an answer of its own: a 100, or that of a CANCEL. It is sent as it is given back.
     *
     * @param localTag of the transaction that the request belongs to or names
     */
    default SipResponse.Builder dressed(SipRequest request, String localTag, SipResponse.Builder answer) {
        return answer;
    }

    /** A response without a client transaction: the 2xx of an INVITE repeated after Timer M, or nonsense. Be sure not to answer nonsense. */
    void onStrayResponse(SipResponse response, Hop from, long nowNanos);

    /**
     * A 2xx of an INVITE of ours that {@link ClientTransaction#release} was called for: one more of another fork, or a repetition. Told no oftener than responses are repeated to
     * a peer that may not be there.
     *
     * @param back as it was given there
     */
    default void onLateSuccess(SipResponse response, Hop back, long nowNanos) {}

    /**
     * Nothing can be answered any more; called exactly once for each {@link #onRequest}, perhaps from within {@link ServerTransaction#respond}. The layer goes on to answer
     * repetitions of the request as before until its timer J or L.
     */
    void onTransactionEnd(ServerTransaction tx, ServerEnd end, long nowNanos);

    /**
     * A response could not be sent or the connection it has to take has gone. The transaction stays in its state and ends by its timers (RFC 6026 §8.8).
     */
    default void onTransportFailure(ServerTransaction tx, long nowNanos) {}
}
