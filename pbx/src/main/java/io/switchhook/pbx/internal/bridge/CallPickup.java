package io.switchhook.pbx.internal.bridge;

import io.switchhook.media.session.RelaySide;
import io.switchhook.pbx.internal.leg.LegMedia;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.Agreement;
import io.switchhook.sdp.negotiation.OfferAnswer;
import io.switchhook.sip.message.StatusCode;

/**
 * A telephone takes a call that rings at another extension, as by RFC 5359 §2.16 and without knowing its dialog: it dials a number, and is connected with who waits there. Both
 * have made an offer, and each gets an answer made of what the other one offers; where the two do not go together nothing happens to the call that rings. On the signalling loop.
 */
public final class CallPickup {
    private final Bridge bridge;
    private final PbxLeg newcomer;

    /** @param newcomer has called, and belongs to nobody yet */
    public CallPickup(Bridge bridge, PbxLeg newcomer) {
        this.bridge = bridge;
        this.newcomer = newcomer;
    }

    public void start(long nowNanos) {
        var caller = bridge.legs().get(0);
        var theirs = newcomer.session().initialOffer().flatMap(LegMedia::read);
        var waiting = bridge.setup().offerOfWaiting();
        if (theirs.isEmpty()
                || waiting.isEmpty()
                || (caller.host().isSips() && !newcomer.host().isSips())) {
            refuse(488, nowNanos);
            return;
        }
        newcomer.sitAt(RelaySide.B);
        var rules = bridge.media().transcoding().rules();
        var back = bridge.answering(newcomer, rules.chosen(waiting.get(), theirs.get()), theirs.get(), nowNanos);
        var forCaller = bridge.answering(caller, rules.chosen(theirs.get(), waiting.get()), waiting.get(), nowNanos);
        if (back.isEmpty() || forCaller.isEmpty() || !fit(waiting.get(), forCaller.get(), theirs.get(), back.get())) {
            refuse(488, nowNanos);
            return;
        }
        newcomer.media().answered(theirs.get(), back.get());
        bridge.setup().onPickedUp(newcomer, waiting.get(), forCaller.get(), nowNanos);
        bridge.media().update(newcomer, theirs.get(), back.get(), true);
        newcomer.session().answer(back.get().toString(), nowNanos);
        newcomer.host().rearm();
    }

    private boolean fit(
            SessionDescription offerA,
            SessionDescription answerA,
            SessionDescription offerB,
            SessionDescription answerB) {
        var one = OfferAnswer.relayedAnswer(offerA, answerA);
        var other = OfferAnswer.relayedAnswer(offerB, answerB);
        return isAnything(one)
                && isAnything(other)
                && bridge.media().transcoding().rules().fit(one, other, false);
    }

    private static boolean isAnything(Agreement agreed) {
        return agreed.media().stream().anyMatch(line -> line.stream().isPresent());
    }

    private void refuse(int status, long nowNanos) {
        refuse(newcomer, status, nowNanos);
    }

    /** There is nothing to take. */
    public static void refuse(PbxLeg newcomer, int status, long nowNanos) {
        newcomer.session().refuse(status, StatusCode.reasonFor(status), response -> {}, nowNanos);
        newcomer.host().close();
    }
}
