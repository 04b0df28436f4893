package io.switchhook.phone;

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
    private final Runnable changed;
    private final List<Consumer<HoldOutcome>> waiting = new ArrayList<>();
    private boolean wanted;
    private boolean inForce;
    private boolean underWay;
    private boolean offered;

    /** @param changed told when a hold of ours begins or ends */
    HoldControl(InviteSession session, CallMedia media, Runnable changed) {
        this.session = session;
        this.media = media;
        this.changed = changed;
    }

    /** Whether the other side is on hold by our doing. */
    boolean isInForce() {
        return inForce;
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
        waiting.add(result);
        reconcile(nowNanos);
    }

    /** The dialog is confirmed, so that a wish uttered before can be offered. */
    void onConfirmed(long nowNanos) {
        reconcile(nowNanos);
    }

    void onEnded() {
        settle(new HoldOutcome.Ended());
    }

    private void reconcile(long nowNanos) {
        if (underWay || session.state() != InviteSession.State.CONFIRMED) {
            return;
        }
        if (wanted == inForce) {
            settle(new HoldOutcome.Done());
            return;
        }
        underWay = true;
        offered = false;
        boolean holding = wanted;
        session.modify(
                () -> offerOf(holding),
                new ModificationUser() {
                    @Override
                    public void onAnswer(String answer, long now) {
                        onChanged(holding, media.onAnswer(answer), now);
                    }

                    @Override
                    public void onNoChange(Optional<SipResponse> response, long now) {
                        onNotChanged(response, now);
                    }
                },
                nowNanos);
    }

    private String offerOf(boolean holding) {
        offered = true;
        return media.offer(holding ? Direction.SENDONLY : Direction.SENDRECV);
    }

    private void onChanged(boolean holding, CallMedia.Result result, long nowNanos) {
        underWay = false;
        if (result instanceof CallMedia.Result.Usable) {
            inForce = holding;
            changed.run();
            reconcile(nowNanos);
        } else {
            media.offerRefused();
            wanted = inForce;
            settle(new HoldOutcome.NoAnswer());
        }
    }

    private void onNotChanged(Optional<SipResponse> response, long nowNanos) {
        underWay = false;
        if (offered) {
            media.offerRefused();
        }
        boolean ended = session.state() == InviteSession.State.ENDED;
        boolean tried = wanted != inForce;
        wanted = inForce;
        if (ended) {
            settle(new HoldOutcome.Ended());
        } else if (tried) {
            settle(response.<HoldOutcome>map(refusal -> new HoldOutcome.Refused(refusal.status(), refusal.reason()))
                    .orElseGet(HoldOutcome.NoAnswer::new));
        } else {
            reconcile(nowNanos);
        }
    }

    private void settle(HoldOutcome outcome) {
        var results = List.copyOf(waiting);
        waiting.clear();
        results.forEach(result -> result.accept(outcome));
    }
}
