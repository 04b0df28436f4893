package io.switchhook.stack.proxy;

import io.switchhook.sip.core.auth.AuthenticationInfo;
import io.switchhook.sip.core.proxy.ProxiedSession;
import io.switchhook.sip.core.proxy.TargetSet;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.transaction.StatelessTag;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.stack.ElementAccess;
import java.util.Optional;

/** A request for which a decision is sought or taken, in a proxy with or without memory. */
interface OpenRequest {
    Incoming incoming();

    /**
     * The same request, with what is known of its sender.
     *
     * @param proof for the sender that we know its secret
     */
    OpenRequest by(SipRequest identified, Optional<AuthenticationInfo> proof);

    /** A decision is asked for, and may take its time. */
    void begin();

    /** Nobody waits for the decision any more. */
    boolean gone();

    void answer(SipResponse.Builder response, long nowNanos);

    /**
     * Answers finally, and keeps nothing of the request.
     *
     * @param tag the same for each copy of it
     */
    void answerOnce(SipResponse.Builder response, String tag, long nowNanos);

    void forward(TargetSet targets, RecordRoutes routes, long nowNanos);

    /** Of a proxy without memory, or of one that has lost it. */
    record Stateless(StatelessForwarding forwarding, ElementAccess access, StatelessTag tags, Incoming incoming)
            implements OpenRequest {

        @Override
        public OpenRequest by(SipRequest identified, Optional<AuthenticationInfo> proof) {
            return new Stateless(forwarding, access, tags, incoming.with(identified, proof));
        }

        @Override
        public void begin() {
            // Nothing is remembered.
        }

        @Override
        public boolean gone() {
            return false;
        }

        /** RFC 3261 §8.2.7: an ACK is never answered, and the tag is the same for each repetition. */
        @Override
        public void answer(SipResponse.Builder response, long nowNanos) {
            if (!incoming.request().method().equals(SipMethod.ACK)) {
                access.answer(response, tags.of(incoming.request()), incoming.from(), nowNanos);
            }
        }

        @Override
        public void answerOnce(SipResponse.Builder response, String tag, long nowNanos) {
            answer(response, nowNanos);
        }

        @Override
        public void forward(TargetSet targets, RecordRoutes routes, long nowNanos) {
            forwarding.forward(incoming, targets.first(), routes);
        }
    }

    /** One with a transaction. */
    record Stateful(StatefulForwarding forwarding, ElementAccess access, ServerTransaction tx, Incoming incoming)
            implements OpenRequest {

        @Override
        public OpenRequest by(SipRequest identified, Optional<AuthenticationInfo> proof) {
            return new Stateful(forwarding, access, tx, incoming.with(identified, proof));
        }

        @Override
        public void begin() {
            forwarding.begin(tx, incoming);
        }

        /** Cancelled, or its client has given up, while the policy thought about it. */
        @Override
        public boolean gone() {
            return tx.finalSent() || tx.ended();
        }

        @Override
        public void answer(SipResponse.Builder response, long nowNanos) {
            access.respond(tx, ProxiedSession.answering(incoming.request(), response), nowNanos);
        }

        @Override
        public void answerOnce(SipResponse.Builder response, String tag, long nowNanos) {
            access.respondOnce(tx, ProxiedSession.answering(incoming.request(), response), tag, nowNanos);
        }

        @Override
        public void forward(TargetSet targets, RecordRoutes routes, long nowNanos) {
            forwarding.forward(tx, incoming, targets, routes, nowNanos);
        }
    }
}
