package io.switchhook.stack.flow;

import io.switchhook.sip.message.SipMessage;

/** Sees every message that goes over the flows, for the trace. Must not keep or change anything. */
public interface FlowTap {

    void onSent(SipMessage message, Flow flow);

    void onReceived(SipMessage message, Flow flow);

    /** Something that came in was no message. */
    void onDiscarded(String reason, Flow flow);
}
