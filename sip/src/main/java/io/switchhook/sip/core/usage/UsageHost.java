package io.switchhook.sip.core.usage;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.TimerValues;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.uri.Parameters;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** What a usage asks of the stack that hosts it. All calls are made on the stack's loop. */
public interface UsageHost {

    /**
     * Sends a request in a client transaction: finds the next hop, adds Via and the standing headers, and answers challenges. The user hears every response but those
     * challenges, and one failure at most.
     *
     * @param nextSequence gives the CSeq number for each repetition with credentials (RFC 3261 §22.2)
     */
    OutgoingRequest send(SipRequest.Builder request, LongSupplier nextSequence, ClientUser user, long nowNanos);

    /** Sends the ACK of a 2xx, which has no transaction of its own (RFC 3261 §13.2.2.4). */
    SentAck sendAck(SipRequest.Builder ack, long nowNanos);

    /** An answer to the request with our standing headers, Contact and Record-Route where a dialog needs them. */
    SipResponse.Builder answering(SipRequest request, int status, String reason);

    /** Our Contact, as the peers of this usage reach us. */
    ContactHeader contact();

    /** From now on requests inside this dialog go to the given user. */
    void openDialog(DialogId id, DialogUser user);

    /** The dialog has no usage any more: requests inside it are answered 481. */
    void closeDialog(DialogId id);

    /**
     * A request of ours is about to leave that opens a subscription: a NOTIFY with this Call-ID and our tag goes to the user, whatever tag the notifier gives itself
     * (RFC 6665 §4.4.1), unless an open dialog takes it.
     */
    void awaitNotify(String callId, String localTag, DialogUser user);

    /** The subscription is over, or was never granted. */
    void awaitNoNotify(String callId, String localTag);

    /** Adds these to the Contact of each request from now on. */
    default void useContactParameters(Parameters parameters) {}

    /**
     * Keeps the flow alive that the last request took, and tells when it has failed (RFC 5626 §4.4); in place of the flow kept before.
     *
     * @param flowTimer how often the server wants to hear of us, when it has said
     */
    default void keepFlow(Optional<Duration> flowTimer, FlowWatcher watcher) {}

    /**
     * Tells when the connection that the last request took is lost; in place of the flow kept before. Nothing is asked over it for that, and of datagrams there is nothing to
     * tell.
     *
     * @param onLost gets the time of then, once
     */
    default void watchFlow(LongConsumer onLost) {}

    /** Keeps no flow any more. */
    default void leaveFlow() {}

    Randomness randomness();

    TimerValues timers();

    /** A deadline of the usage may have changed. */
    void rearm();

    /** Hears of a flow that is kept alive (RFC 5626 §4.4). */
    interface FlowWatcher {

        /** A keep-alive has been answered on it: now it counts as one that has succeeded (§4.5). Told again when a flow that was kept already is kept anew. */
        void onAnswered(long nowNanos);

        /** It has failed. Told once, last. */
        void onFailed(long nowNanos);
    }

    /** A request on its way. */
    interface OutgoingRequest {

        /** The request as it was last sent. */
        SipRequest latest();

        /**
         * Cancels an INVITE (RFC 3261 §9.1): at once when a provisional response has come, else as soon as one comes; when the INVITE has not left yet it never will,
         * and the user hears of a failure.
         */
        default void cancel(long nowNanos) {
            cancel(cancel -> {}, nowNanos);
        }

        /**
         * {@link #cancel(long)} with more headers.
         *
         * @param more adds to the CANCEL, a Reason for instance (RFC 3326)
         */
        void cancel(Consumer<SipRequest.Builder> more, long nowNanos);

        /** Takes back a request that still waits for its turn to be sent: its user hears nothing of it. False when it has been sent, or needs no turn. */
        default boolean withdraw() {
            return false;
        }

        /** What the request is for has come about by other means: it is not said once more when it seems to have been overtaken. */
        void doNotRepeat();
    }

    /** An ACK that can be sent once more when the 2xx comes once more. */
    interface SentAck {
        void repeat(long nowNanos);
    }
}
