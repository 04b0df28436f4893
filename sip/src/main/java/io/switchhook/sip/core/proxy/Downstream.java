package io.switchhook.sip.core.proxy;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.message.SipRequest;
import java.util.function.Consumer;

/** Delivers forwarded requests: finds the addresses of the next hop and tries one after the other, each with a branch of its own (RFC 3261 §16.6 items 7 to 10). */
@FunctionalInterface
public interface Downstream {

    /**
     * Sends a request.
     *
     * @param user hears the responses, at the earliest after this call; a {@link ClientFailure} once when all addresses have failed, also when there is none
     */
    Delivery send(ForwardedRequest request, ClientUser user, long nowNanos);

    /** A request on its way. */
    interface Delivery {

        /**
         * Gives up an INVITE (RFC 3261 §9.1); its user still hears a final response or a failure. Does nothing to a request of another method.
         *
         * @param more adds to the CANCEL, its Reason for instance (RFC 3326 §2)
         */
        void cancel(Consumer<SipRequest.Builder> more, long nowNanos);

        /**
         * Says that the context needs to hear nothing more of an INVITE that was accepted, if whoever delivers leads further 2xx back by itself; else they are told as before.
         *
         * @param back where the INVITE came from
         */
        default void release(Hop back, long nowNanos) {}
    }
}
