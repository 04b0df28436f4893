package io.switchhook.phone.internal.call;

import io.switchhook.base.text.Printable;
import io.switchhook.phone.call.HoldOutcome;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.phone.internal.words.EndingWords;
import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.core.usage.ReferOutcome;
import io.switchhook.sip.core.usage.ReferSubscription;
import io.switchhook.sip.core.usage.StatusFragment;
import io.switchhook.sip.core.usage.TransferEnd;
import io.switchhook.sip.core.usage.TransferSupervision;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ReferSubHeader;
import io.switchhook.sip.message.header.ReferToHeader;
import io.switchhook.sip.message.header.ReferredByHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.TargetDialogHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.Uri;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** One transfer that we do: connects the supervision to the call's hold and to the REFER. */
public final class TransferorRole implements TransferSupervision.Actions, ReferSubscription.User {
    /** Reports that follow the end are of no interest, but are answered for a while (RFC 5057). */
    private static final Duration AFTER_END = Duration.ofSeconds(5);

    private final CallEngine call;
    private final Uri target;
    private final TransferOptions options;
    private final TransferSupervision supervision;
    private Optional<Consumer<TransferOutcome>> result;
    private Optional<ReferSubscription> subscription = Optional.empty();

    public TransferorRole(CallEngine call, Uri target, TransferOptions options, Consumer<TransferOutcome> result) {
        this.call = call;
        this.target = target;
        this.options = options;
        this.result = Optional.of(result);
        boolean held = call.hold().map(HoldControl::isInForce).orElse(false);
        this.supervision = new TransferSupervision(this, options.hold(), held);
        if (call.hold().filter(HoldControl::isWished).isPresent()) {
            // Perhaps not agreed to yet.
            supervision.onHeldByUser();
        }
    }

    void start(boolean confirmed, long nowNanos) {
        call.host.add(supervision);
        supervision.start(confirmed, nowNanos);
    }

    boolean isOver() {
        return result.isEmpty();
    }

    /** Whether nothing of it is left: no report is awaited any more either. */
    boolean isGone() {
        return isOver() && subscription.map(ReferSubscription::isEnded).orElse(true);
    }

    /** Whether it has begun and is not over; before the dialog is confirmed it only waits. */
    boolean isUnderWay() {
        return !isOver() && supervision.step() != TransferSupervision.Step.CONFIRMED_DIALOG;
    }

    void onHeldByUser() {
        supervision.onHeldByUser();
    }

    void onConfirmed(long nowNanos) {
        supervision.onConfirmed(nowNanos);
    }

    void onCallEnded(boolean byUs, long nowNanos) {
        supervision.onCallEnded(byUs, nowNanos);
    }

    /** The phone closes before the outcome is known; the call may have ended long ago. */
    public void abandon(long nowNanos) {
        supervision.abandon(nowNanos);
    }

    // --- what the supervision does --------------------------------------------------------------------------------

    @Override
    public void hold(long nowNanos) {
        call.hold()
                .ifPresentOrElse(
                        hold -> hold.want(true, this::onHoldEnded, nowNanos),
                        () -> supervision.onHoldEnded(false, nowNanos));
    }

    private void onHoldEnded(HoldOutcome outcome) {
        // Of a call that is over the supervision hears by itself; a REFER would come after the BYE.
        if (outcome.kind() != HoldOutcome.Kind.ENDED) {
            supervision.onHoldEnded(outcome.isDone(), now());
        }
    }

    @Override
    public void refer(long nowNanos) {
        var session = call.session().orElseThrow();
        call.host.note("Asks the other side to call " + target);
        // RFC 4538 needs both tags, and a peer of RFC 2543 has none.
        var beside = session.dialog()
                .filter(dialog -> options.ownDialog())
                .filter(dialog -> session.state() != InviteSession.State.ENDED
                        && !dialog.id().remoteTag().isEmpty());
        var opened = beside.map(dialog -> ReferSubscription.sendOutside(
                        call.host, besides(dialog), this::fill, options.patience(), this, nowNanos))
                .orElseGet(() -> ReferSubscription.send(session, this::fill, options.patience(), this, nowNanos));
        if (!opened.isEnded()) {
            subscription = Optional.of(opened);
            call.host.add(opened);
        }
    }

    /** RFC 5589 §6.1, F3. The tags are named as the one who gets them sees them (RFC 4538 §3). */
    private SipRequest.Builder besides(Dialog dialog) {
        var id = dialog.id();
        return dialog.beside(
                        SipMethod.REFER,
                        call.line.phone().newCallId(),
                        call.host.randomness().nextToken(10))
                .set(TargetDialogHeader.TYPE, new TargetDialogHeader(id.callId(), id.remoteTag(), id.localTag()))
                .header("Require", "tdialog")
                .header("Supported", "tdialog");
    }

    private void fill(SipRequest.Builder refer) {
        refer.set(ReferToHeader.TYPE, new ReferToHeader(NameAddress.of(target), Parameters.EMPTY))
                .set(
                        ReferredByHeader.TYPE,
                        new ReferredByHeader(call.host.identity().address(), Parameters.EMPTY));
        if (!options.reports()) {
            refer.set(ReferSubHeader.TYPE, new ReferSubHeader(false)).header("Supported", "norefersub");
        }
    }

    @Override
    public void stopFollowing(long nowNanos) {
        subscription.ifPresent(refer -> refer.limitPatience(AFTER_END, nowNanos));
    }

    @Override
    public void hangUp(long nowNanos) {
        call.hangUp(nowNanos);
    }

    @Override
    public void resume(long nowNanos) {
        call.hold()
                .ifPresentOrElse(
                        hold -> hold.want(false, outcome -> supervision.onResumeEnded(now()), nowNanos),
                        () -> supervision.onResumeEnded(nowNanos));
    }

    @Override
    public void progress(int status, String reason, long nowNanos) {
        call.face.onTransferProgress(status, Printable.escape(reason));
    }

    @Override
    public void end(TransferEnd end, long nowNanos) {
        var outcome = outcomeOf(end);
        call.host.note("Transfer: " + outcome);
        call.host.remove(supervision);
        var waiting = result;
        result = Optional.empty();
        call.line.onTransferOver(this);
        call.onTransferOver();
        waiting.ifPresent(listener -> listener.accept(outcome));
    }

    private static TransferOutcome outcomeOf(TransferEnd end) {
        if (end instanceof TransferEnd.Completed completed) {
            return new TransferOutcome.Completed(completed.status(), Printable.escape(completed.reason()));
        }
        if (end instanceof TransferEnd.Refused refused) {
            return new TransferOutcome.Refused(refused.response().status(), EndingWords.reasonOf(refused.response()));
        }
        if (end instanceof TransferEnd.Failed failed) {
            return new TransferOutcome.Failed(failed.status(), Printable.escape(failed.reason()));
        }
        if (end instanceof TransferEnd.AcceptedUnobserved) {
            return new TransferOutcome.AcceptedUnobserved();
        }
        return end instanceof TransferEnd.TimedOut ? new TransferOutcome.TimedOut() : new TransferOutcome.Ended();
    }

    // --- what the REFER tells -------------------------------------------------------------------------------------

    @Override
    public void onAccepted(SipResponse response, long nowNanos) {
        if (!isOver()) {
            progress(response.status(), response.reason(), nowNanos);
        }
    }

    @Override
    public void onReport(StatusFragment report, long nowNanos) {
        supervision.onReport(report, nowNanos);
    }

    @Override
    public void onOutcome(ReferOutcome outcome, long nowNanos) {
        subscription.ifPresent(call.host::remove);
        supervision.onReferOutcome(outcome, nowNanos);
        call.closeHostIfUnused();
    }

    private long now() {
        return call.line.loop().nowNanos();
    }
}
