package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import java.util.function.Consumer;

/** The dialog that a REFER and its reports live in: that of a call (RFC 5589 §6.2), or one of their own (§6.1). */
interface ReferDialog extends UsageDialog {

    /** How many REFERs the peer has sent in it so far. */
    int receivedRefers();

    SentRefers sentRefers();

    /** Asks something by a request inside the dialog whose refusal says nothing about the dialog, or a call in it. */
    void ask(SipMethod method, Consumer<SipRequest.Builder> more, long nowNanos);
}
