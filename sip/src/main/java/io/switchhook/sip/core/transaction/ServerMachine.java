package io.switchhook.sip.core.transaction;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import java.util.Optional;

/** What the two server machines have in common for the layer. Each sets its state before it calls its output, which may call back. */
interface ServerMachine {

    void start(long nowNanos);

    /** The same request once more. */
    void onRepeat(long nowNanos);

    void onAck(SipRequest ack, long nowNanos);

    /** A response of the user. */
    void onAnswer(SipResponse response, long nowNanos);

    /**
     * The user answers past the machine, which ends at once; false when it must not: a final response is out, or the client relies on us to repeat one, since a provisional
     * response has come to it by a transport that may lose the next.
     */
    boolean leave(long nowNanos);

    void onTransportError(long nowNanos);

    void onTime(long nowNanos);

    long nextDeadlineNanos();

    boolean finalSent();

    boolean ended();

    /** Whether nothing is left to do but to say {@link #answer} again when the request comes again; it stays so until {@link #nextDeadlineNanos()}. */
    boolean onlyRepeats();

    /** What a repeated request is answered with; empty when it is not answered. */
    Optional<SipResponse> answer();

    /** Where a server machine's actions go. */
    interface Output {
        void send(SipResponse response);

        /** Sends a final response once more, of our own accord and not because the request has come again. */
        void sendAgain(SipResponse response, long nowNanos);

        /** Makes and sends a 100, and returns it so that it can be repeated. */
        SipResponse sendTrying();

        /** The request is of no more use to the machine. */
        void forgetRequest();

        void passAck(SipRequest ack, long nowNanos);

        void transportFailed(long nowNanos);

        void end(ServerEnd end, long nowNanos);
    }
}
