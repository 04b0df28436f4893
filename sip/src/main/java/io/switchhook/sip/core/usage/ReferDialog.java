package io.switchhook.sip.core.usage;

/** The dialog that a REFER and its reports live in: that of a call (RFC 5589 §6.2), or one of their own (§6.1). */
interface ReferDialog extends UsageDialog {

    /** How many REFERs the peer has sent in it so far. */
    int receivedRefers();

    SentRefers sentRefers();
}
