package io.switchhook.stack.flow;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.stun.StunMessage;
import java.util.Set;

/** Hears what comes in over the flows of a stack, on its loop. */
public interface FlowUser {

    /** A well-formed message; a request has its top Via stamped with received and rport (RFC 3261 §18.2.1, RFC 3581). */
    void onMessage(SipMessage message, Flow from, long nowNanos);

    /** The answer to a question by {@link Flows#send(StunMessage, Flow, long)}. */
    default void onStunAnswer(StunMessage answer, Flow from, long nowNanos) {}

    /** The other end of a connection of ours has answered a keep-alive. */
    default void onKeepAliveAnswered(Flow flow, long nowNanos) {}

    /** The flows that carry a dialog or a transaction now; no connection of theirs is closed for being quiet. */
    Set<Flow> flowsInUse();

    /** Everything in flight on this path is lost. */
    void onFlowFailed(Flow flow, String reason, long nowNanos);
}
