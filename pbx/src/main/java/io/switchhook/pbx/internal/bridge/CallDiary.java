package io.switchhook.pbx.internal.bridge;

import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.sip.core.usage.SessionEnding;
import java.util.List;
import java.util.Optional;

/** What a call tells of itself, to whoever keeps account of it. On the signalling loop. */
public interface CallDiary {

    /** What is known of the session has changed (RFC 7989). */
    void onSession(PbxLeg caller, Optional<PbxLeg> callee);

    /** It is translated from now on, or between other codecs than before. */
    void onTranscoded(String ofCaller, String ofOther, long nowNanos);

    /** @param most so many calls are translated already */
    void onNotTranscoded(int most, long nowNanos);

    /** Somebody is about to be called. */
    void onCalling(PbxLeg leg);

    void onRinging(String extension, long nowNanos);

    /** It goes elsewhere. */
    void onForwarded(long nowNanos);

    void onAnswered(PbxLeg by, long nowNanos);

    /** What the two have agreed on has changed; one may hold the other now. */
    void onMedia(List<PbxLeg> legs, long nowNanos);

    /** Somebody has taken the place of another. */
    void onSeated(String from, String to, boolean ofCaller, long nowNanos);

    // --- why it is over; the first that is said counts -------------------------------------------------------------

    /** A transferor has gone before its target has answered. */
    void onLeft(PbxLeg transferor);

    void onLegEnded(PbxLeg leg, SessionEnding how);

    /** The caller is refused. */
    void onRefused(int status, String reason);

    /** Who talked here goes on talking in another call. */
    void onTakenOver();

    /** The extension of one of the two is none any more. */
    void onExtensionRemoved();

    /** Nobody is left. */
    void onEnded(long nowNanos);
}
