package io.switchhook.sip.core.transaction;

import io.switchhook.sip.message.SipResponse;

/** What the two client machines have in common for the layer. Each sets its state before it calls its output, which may call back. */
interface ClientMachine {

    void start(long nowNanos);

    void onResponse(SipResponse response, long nowNanos);

    void onTransportError(long nowNanos);

    void onTime(long nowNanos);

    long nextDeadlineNanos();

    boolean ended();

    /** Whether nothing is left to do but to absorb answers that come again until {@link #nextDeadlineNanos()}. */
    boolean onlyAbsorbs();

    /** Where a client machine's actions go. */
    interface Output {
        void sendRequest();

        void sendAck(SipResponse response);

        void deliver(SipResponse response, long nowNanos);

        void fail(ClientFailure failure, long nowNanos);
    }
}
