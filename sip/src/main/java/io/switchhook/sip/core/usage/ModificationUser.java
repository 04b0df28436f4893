package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipResponse;
import java.util.Optional;

/** Hears what becomes of a re-INVITE of ours; exactly one call. Whatever it is but an answer, the session goes on as it was (RFC 3261 §14.1). */
public interface ModificationUser {

    void onAnswer(String answer, long nowNanos);

    /**
     * The peer offers, which only {@link OfferRequest} asks it to.
     *
     * @return our answer, for the ACK
     */
    default Optional<String> onOffer(String offer, long nowNanos) {
        return Optional.empty();
    }

    /**
     * The change did not come about.
     *
     * @param response the refusal; empty when none came, when the answer lacked a description, or when the session ended first
     */
    void onNoChange(Optional<SipResponse> response, long nowNanos);
}
