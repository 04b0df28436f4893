package io.switchhook.pbx.internal.bridge;

import io.switchhook.media.session.RelaySide;
import io.switchhook.pbx.internal.leg.LegMedia;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sip.core.usage.ModificationUser;
import io.switchhook.sip.message.SipResponse;
import java.util.Optional;

/**
 * Takes the other party of a consultation out of its call, for the call that its transferor wants it in: it is offered the media of that call by re-INVITE, and only when
 * it takes them the one who stood between is let go (RFC 5589 §7, with the PBX as all the agents in the middle). When anything fails both calls stand as they were.
 */
final class LegTakeover implements ModificationUser {

    /** Hears of one of the two. */
    interface User {

        /** Whether the party is still wanted; asked when it has taken the offer. */
        boolean isStillWanted();

        /** The party has left its call and sits nowhere. */
        void onTaken(PbxLeg leg, SessionDescription theirs, long nowNanos);

        void onNotTaken(int status, long nowNanos);
    }

    private final Bridge from;
    private final PbxLeg replaced;
    private final PbxLeg wanted;
    private final RelaySide side;
    private final User user;
    private Optional<SessionDescription> sent = Optional.empty();

    /** @param side where the party is to sit in its new call */
    LegTakeover(Bridge from, PbxLeg replaced, PbxLeg wanted, RelaySide side, User user) {
        this.from = from;
        this.replaced = replaced;
        this.wanted = wanted;
        this.side = side;
        this.user = user;
    }

    void start(Bridge to, SessionDescription offer, long nowNanos) {
        if (wanted.session().isChanging()) {
            user.onNotTaken(491, nowNanos);
            return;
        }
        wanted.media().keys().renew();
        var description = to.described(wanted, side, offer, nowNanos);
        if (description.isEmpty()) {
            user.onNotTaken(503, nowNanos);
            return;
        }
        sent = description;
        wanted.session().modify(description.get().toString(), this, nowNanos);
        wanted.host().rearm();
    }

    @Override
    public void onAnswer(String answer, long nowNanos) {
        var theirs = LegMedia.read(answer);
        theirs.ifPresent(description -> wanted.media().offered(sent.orElseThrow(), description));
        boolean stands = from.isSeated(wanted) && wanted.isUp();
        if (theirs.isEmpty() || !stands || !user.isStillWanted()) {
            if (stands) {
                from.changes().restore(wanted, nowNanos);
            }
            user.onNotTaken(488, nowNanos);
            return;
        }
        from.release(wanted);
        wanted.sitAt(side);
        user.onTaken(wanted, theirs.get(), nowNanos);
        // RFC 3891 §3: the replaced dialog ends with BYE.
        replaced.hangUp(nowNanos);
    }

    @Override
    public void onNoChange(Optional<SipResponse> response, long nowNanos) {
        int status =
                response.map(SipResponse::status).filter(code -> code >= 400).orElse(488);
        user.onNotTaken(status, nowNanos);
    }
}
