package io.switchhook.sip.core.transaction;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;

/** A request of a peer that waits for, or has got, our answer. Used on the layer's loop. */
public interface ServerTransaction {

    /**
     * The request. Kept until a final response is given; after that only the response is kept, and after a 2xx to INVITE not even that.
     *
     * @throws IllegalStateException after that
     */
    SipRequest request();

    /** Where the request came from and the responses go. */
    Hop hop();

    /**
     * A To tag made for this transaction. A user that puts it into its responses answers with the same tag as the layer does to a CANCEL (RFC 3261 §9.2 asks for that).
     */
    String localTag();

    /**
     * True when the request came before, by another way: From tag, Call-ID and CSeq are those of a transaction in progress, and To has no tag. A user agent has to
     * refuse it with 482 (RFC 3261 §8.2.2.2).
     */
    boolean merged();

    /**
     * Gives an answer, made with {@link SipResponse#answering}. What the state does not allow is not sent: anything after a final response but a 2xx repeated for an INVITE;
     * to a request other than INVITE a 408, a provisional response other than 100, and over UDP a 100 in the first 3.5 seconds (RFC 4320 §4).
     */
    void respond(SipResponse response, long nowNanos);

    /**
     * Gives a final answer, once, and forgets the request at once: who has shown nothing yet is to cost no memory (RFC 3261 §26.3.2.4). Copies of the request come as new ones, and
     * are to get the same To tag (§8.2.7); the ACK comes as one that belongs to nothing. Where a provisional response has told a client over UDP not to repeat its request this is
     * {@link #respond}.
     */
    default void respondOnce(SipResponse response, long nowNanos) {
        respond(response, nowNanos);
    }

    /**
     * Says that nothing more will be answered: the ACK of a 2xx has come. The layer then keeps next to nothing of the transaction to absorb repetitions of its INVITE, and the
     * user hears its end at once. Before a final response, or to a request other than INVITE, it says nothing.
     */
    void release(long nowNanos);

    /** True once a final response has been given. */
    boolean finalSent();

    /** True once the layer has forgotten the transaction, or keeps only what it needs to answer repetitions as before. */
    boolean ended();
}
