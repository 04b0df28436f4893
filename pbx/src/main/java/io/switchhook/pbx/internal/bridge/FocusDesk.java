package io.switchhook.pbx.internal.bridge;

import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.uri.Parameters;
import java.util.List;
import java.util.Optional;

/** What calls have to do with the conferences at numbers of the PBX. On the signalling loop. */
public interface FocusDesk {
    /** RFC 4579 §4.2: what our Contact says to who talks with that number. */
    Parameters contactOf(String number);

    /** These talk with each other now; somebody else may sit across from a conference, by a transfer for one. */
    void onSeated(List<PbxLeg> legs, long nowNanos);

    /**
     * Who is in a conference asks, inside the dialog of his call, who else is (RFC 6665 §4.5.2).
     *
     * @param across whom that call is with
     * @return false when that is about something else
     */
    boolean onSubscribe(
            PbxLeg leg, Optional<PbxLeg> across, ServerTransaction transaction, SipRequest subscribe, long nowNanos);

    /** Who sat at that leg is not in a conference any more, though its call goes on: somebody else is to take the place. */
    void onLeft(PbxLeg leg, long nowNanos);

    /** Whether such a subscription needs the host of that leg still, though the call may be over. */
    boolean holds(PbxLeg leg);
}
