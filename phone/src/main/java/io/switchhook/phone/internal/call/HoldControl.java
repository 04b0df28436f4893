package io.switchhook.phone.internal.call;

import io.switchhook.phone.call.HoldOutcome;
import io.switchhook.phone.internal.media.CallMedia;
import io.switchhook.phone.internal.words.EndingWords;
import io.switchhook.sdp.Direction;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.core.usage.ModificationUser;
import io.switchhook.sip.message.SipResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings the call to the hold that is wanted: one re-INVITE at a time, and another when the wish changed meanwhile (RFC 3264 §8.4). On the signalling loop.
 */
final class HoldControl {
    private final InviteSession session;
    private final CallMedia media;
    private final boolean byUpdate;
    private final CallFace face;
    private final Runnable changed;
    private final List<Wish> waiting = new ArrayList<>();
    private boolean wanted;
    private boolean inForce;
    private boolean underWay;
    private boolean offered;
    /** ICE is to begin anew, with an offer that changes nothing else. */
    private boolean anew;

    /** What somebody asked for, and waits for. */
    private record Wish(boolean hold, Consumer<HoldOutcome> result) {}

    /**
     * @param face its audio is muted from the wish to hold until the hold has ended
     * @param byUpdate whether to use UPDATE where the other side allows it
     * @param changed told when a hold of ours begins or ends
     */
    HoldControl(InviteSession session, CallMedia media, CallFace face, boolean byUpdate, Runnable changed) {
        this.session = session;
        this.byUpdate = byUpdate;
        this.media = media;
        this.face = face;
        this.changed = changed;
    }

    /** Whether the other side is on hold by our doing. */
    boolean isInForce() {
        return inForce;
    }

    /** Whether it is to be on hold, agreed to or not. */
    boolean isWished() {
        return wanted;
    }

    /** What we want to do with the audio now, for answers to the other side's offers. */
    Direction wish() {
        return wanted ? Direction.SENDONLY : Direction.SENDRECV;
    }

    void want(boolean hold, Consumer<HoldOutcome> result, long nowNanos) {
        if (session.state() != InviteSession.State.CONFIRMED && session.state() != InviteSession.State.ANSWERED) {
            result.accept(new HoldOutcome.Ended());
            return;
        }
        wanted = hold;
        waiting.add(new Wish(hold, result));
        reconcile(nowNanos);
    }

    /** The path is lost: the next offer begins ICE anew (RFC 8445 §9). */
    void beginIceAnew(long nowNanos) {
        anew = true;
        reconcile(nowNanos);
    }

    /** The dialog is confirmed, so that a wish uttered before can be offered. */
    void onConfirmed(long nowNanos) {
        reconcile(nowNanos);
    }

    void onEnded() {
        settleAll(new HoldOutcome.Ended());
    }

    private void reconcile(long nowNanos) {
        face.onHold(wanted || inForce);
        if (underWay || session.state() != InviteSession.State.CONFIRMED) {
            return;
        }
        if (wanted == inForce && !anew) {
            settleAll(new HoldOutcome.Done());
            return;
        }
        underWay = true;
        offered = false;
        boolean begins = anew;
        anew = false;
        boolean holding = wanted;
        if (byUpdate) {
            session.update(() -> offerOf(holding, begins), resultOf(holding), nowNanos);
        } else {
            session.modify(() -> offerOf(holding, begins), resultOf(holding), nowNanos);
        }
    }

    private ModificationUser resultOf(boolean holding) {
        return new ModificationUser() {
            @Override
            public void onAnswer(String answer, long now) {
                onChanged(holding, media.onLaterAnswer(answer), now);
            }

            @Override
            public void onNoChange(Optional<SipResponse> response, long now) {
                onNotChanged(holding, response, now);
            }
        };
    }

    private String offerOf(boolean holding, boolean begins) {
        offered = true;
        if (begins) {
            media.beginIceAnew();
        }
        return media.offer(holding ? Direction.SENDONLY : Direction.SENDRECV);
    }

    private void onChanged(boolean holding, CallMedia.Result result, long nowNanos) {
        underWay = false;
        if (result instanceof CallMedia.Result.Usable) {
            inForce = holding;
            changed.run();
            settle(holding, new HoldOutcome.Done());
            reconcile(nowNanos);
        } else {
            media.offerRefused();
            giveUp(holding, new HoldOutcome.NoAnswer(), nowNanos);
        }
    }

    private void onNotChanged(boolean holding, Optional<SipResponse> response, long nowNanos) {
        underWay = false;
        if (offered) {
            media.offerRefused();
        }
        if (session.state() == InviteSession.State.ENDED) {
            wanted = inForce;
            settleAll(new HoldOutcome.Ended());
        } else {
            // RFC 3264 §5: a 2xx without an answer agrees to nothing. RFC 3261 §9.2: 487 follows our own CANCEL, when
            // none came.
            var outcome = response.filter(answer -> !answer.isSuccess() && answer.status() != 487)
                    .<HoldOutcome>map(
                            refusal -> new HoldOutcome.Refused(refusal.status(), EndingWords.reasonOf(refusal)))
                    .orElseGet(HoldOutcome.NoAnswer::new);
            giveUp(holding, outcome, nowNanos);
        }
    }

    /** What was tried did not come about; a wish that came meanwhile is tried all the same. */
    private void giveUp(boolean holding, HoldOutcome outcome, long nowNanos) {
        if (wanted == holding) {
            wanted = inForce;
        }
        settle(holding, outcome);
        reconcile(nowNanos);
    }

    private void settle(boolean hold, HoldOutcome outcome) {
        var settled = waiting.stream().filter(wish -> wish.hold() == hold).toList();
        waiting.removeAll(settled);
        settled.forEach(wish -> wish.result().accept(outcome));
    }

    private void settleAll(HoldOutcome outcome) {
        settle(true, outcome);
        settle(false, outcome);
    }
}
