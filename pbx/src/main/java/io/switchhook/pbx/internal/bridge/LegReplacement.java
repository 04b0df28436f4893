package io.switchhook.pbx.internal.bridge;

import io.switchhook.media.session.RelaySide;
import io.switchhook.pbx.internal.leg.LegMedia;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.ModificationUser;
import io.switchhook.sip.core.usage.RemoteModification;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import java.util.Optional;

/**
 * A telephone that calls with Replaces takes the place of another in a call that stands (RFC 3891 §3): the party across is offered its media, its answer goes back in the
 * 200, and then the replaced telephone gets its BYE. Until then nothing changes for anybody, and nothing does when it fails.
 */
public final class LegReplacement implements PbxLeg.Owner, ModificationUser {
    private final Bridge bridge;
    private final PbxLeg replaced;
    private final PbxLeg across;
    private final PbxLeg newcomer;
    private Optional<SessionDescription> sent = Optional.empty();
    private boolean over;

    public LegReplacement(Bridge bridge, PbxLeg replaced, PbxLeg across, PbxLeg newcomer) {
        this.bridge = bridge;
        this.replaced = replaced;
        this.across = across;
        this.newcomer = newcomer;
        newcomer.belongTo(this);
    }

    public void start(long nowNanos) {
        RelaySide side = replaced.side();
        newcomer.sitAt(side);
        var theirs = newcomer.session().initialOffer().flatMap(LegMedia::read);
        if (theirs.isEmpty()) {
            // Without an offer there is nothing to show to the party across before the 200 binds us.
            refuse(488, nowNanos);
            return;
        }
        if (across.session().isChanging()) {
            refuse(480, nowNanos);
            return;
        }
        sent = bridge.described(across, theirs.get().withDirection(Direction.SENDRECV), nowNanos);
        if (sent.isEmpty()) {
            refuse(503, nowNanos);
            return;
        }
        across.session().modify(sent.get().toString(), this, nowNanos);
        across.host().rearm();
    }

    @Override
    public void onAnswer(String answer, long nowNanos) {
        var theirs = LegMedia.read(answer);
        var offered = sent.orElseThrow();
        theirs.ifPresent(description -> across.media().offered(offered, description));
        boolean stands = bridge.isSeated(replaced) && bridge.isSeated(across) && across.isUp();
        var offer = newcomer.session().initialOffer().flatMap(LegMedia::read);
        var back = theirs.filter(description -> stands && !over)
                .flatMap(description ->
                        offer.flatMap(wanted -> bridge.answering(newcomer, description, wanted, nowNanos)));
        if (back.isEmpty()) {
            if (stands) {
                bridge.changes().restore(across, nowNanos);
            }
            refuse(stands ? 488 : 603, nowNanos);
            return;
        }
        over = true;
        newcomer.media().answered(offer.orElseThrow(), back.get());
        newcomer.tellInfo(across.peerInfo());
        newcomer.session().answer(back.get().toString(), nowNanos);
        newcomer.host().rearm();
        bridge.seat(newcomer, replaced);
        bridge.media().update(newcomer, offer.orElseThrow(), back.get(), true);
        bridge.media().update(across, theirs.orElseThrow(), offered, false);
        bridge.tellIdentities(nowNanos);
        replaced.hangUp(nowNanos);
    }

    @Override
    public void onNoChange(Optional<SipResponse> response, long nowNanos) {
        refuse(response.map(SipResponse::status).filter(code -> code >= 400).orElse(488), nowNanos);
    }

    private void refuse(int status, long nowNanos) {
        if (!over) {
            over = true;
            newcomer.session().refuse(status, StatusCode.reasonFor(status), response -> {}, nowNanos);
            newcomer.host().rearm();
        }
    }

    /** The newcomer has given up, or was refused. */
    @Override
    public void onEnded(PbxLeg leg, SessionEnding ending, long nowNanos) {
        over = true;
        leg.host().close();
    }

    @Override
    public void onRequest(PbxLeg leg, ServerTransaction transaction, SipRequest request, long nowNanos) {
        leg.respond(transaction, 405, StatusCode.reasonFor(405), nowNanos);
    }

    @Override
    public void onModification(PbxLeg leg, RemoteModification modification, long nowNanos) {
        modification.refuse(488, StatusCode.reasonFor(488), nowNanos);
    }

    @Override
    public void onProgress(PbxLeg leg, SipResponse response, Optional<String> answer, long nowNanos) {
        // The newcomer calls; it is not called.
    }

    @Override
    public void onAnswered(PbxLeg leg, SipResponse response, Optional<String> answer, long nowNanos) {
        // As above.
    }

    @Override
    public void onAnsweredWithOffer(PbxLeg leg, SipResponse response, String offer, long nowNanos) {
        // As above.
    }

    @Override
    public void onAcknowledged(PbxLeg leg, Optional<String> answer, long nowNanos) {
        // It sits in the call by then.
    }

    @Override
    public void onRefreshed(PbxLeg leg, String ours, String theirs, long nowNanos) {
        // Sessions are refreshed once they stand.
    }
}
