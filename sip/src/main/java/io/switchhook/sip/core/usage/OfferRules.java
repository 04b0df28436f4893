package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.message.header.SipMethod;

/** Whether one end of a session may make an offer now: RFC 3261 §14.1, RFC 3311 §5.1. */
final class OfferRules {
    private final InviteSession session;

    OfferRules(InviteSession session) {
        this.session = session;
    }

    /** Whether the call is answered, and nobody is about to end it. */
    boolean stands() {
        return session.state() == InviteSession.State.CONFIRMED
                || (session.state() == InviteSession.State.ANSWERED && !session.isLeaving());
    }

    /** Whether offer and answer were exchanged reliably in that early dialog. */
    boolean isAgreedEarly(DialogId id) {
        return session.outgoing().filter(invite -> invite.isAgreed(id)).isPresent()
                || session.incoming().filter(IncomingInvite::isAgreed).isPresent();
    }

    /** RFC 3311 §5.1: whether we may offer before the call is answered. */
    boolean mayUpdateEarly() {
        return session.peer().allowsUpdate()
                && ((session.state() == InviteSession.State.INCOMING
                                && session.incoming()
                                        .filter(IncomingInvite::mayUpdate)
                                        .isPresent())
                        || (session.state() == InviteSession.State.CALLING
                                && session.dialog()
                                        .filter(d -> isAgreedEarly(d.id()))
                                        .isPresent()));
    }

    /** Whether no INVITE of the peer stands in the way of a change of ours (RFC 3261 §14.1). */
    boolean mayOffer(SipMethod by) {
        boolean inTime =
                session.state() == InviteSession.State.CONFIRMED || (by.equals(SipMethod.UPDATE) && mayUpdateEarly());
        return inTime
                && !session.changes().isUndecided()
                && !session.answeredInvite().isPending();
    }
}
