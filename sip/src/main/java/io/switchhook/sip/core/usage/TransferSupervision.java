package io.switchhook.sip.core.usage;

import io.switchhook.base.timer.Timed;
import io.switchhook.base.timer.TimerSet;
import java.time.Duration;
import java.util.Optional;

/**
 * A blind transfer as the transferor sees it (RFC 5589 §6): wait until the dialog is confirmed, hold the other side, send REFER, follow the reports, then leave or come
 * back. Whatever the other side does, it ends once.
 */
public final class TransferSupervision implements Timed {

    /** Steps by what is waited for. */
    public enum Step {
        CONFIRMED_DIALOG,
        HOLD,
        REPORTS,
        /** Success was reported: our BYE follows when the report has been answered. */
        LEAVING,
        RESUME,
        DONE
    }

    /** What the supervision does to the call. */
    public interface Actions {

        /** Puts the other side on hold; {@link TransferSupervision#onHoldEnded} has to follow, whatever came of it. */
        void hold(long nowNanos);

        /** Sends the REFER; {@link TransferSupervision#onReport} and {@link TransferSupervision#onReferOutcome} tell of it. */
        void refer(long nowNanos);

        /** Stops following the REFER. */
        void stopFollowing(long nowNanos);

        /** Leaves the call, if it is still up. */
        void hangUp(long nowNanos);

        /** Takes the other side off hold; {@link TransferSupervision#onResumeEnded} has to follow. */
        void resume(long nowNanos);

        /** The transferee reported progress. */
        void progress(int status, String reason, long nowNanos);

        /** The transfer is over. */
        void end(TransferEnd end, long nowNanos);
    }

    /** A hold that is not answered must not keep the transfer waiting (some peers answer REFER at once and the re-INVITE never). */
    private static final Duration HOLD_PATIENCE = Duration.ofSeconds(4);
    /** The far end may have failed silently on resume; the transfer has failed whatever comes. */
    private static final Duration RESUME_PATIENCE = Duration.ofSeconds(8);
    /** How long a report may follow the BYE of the other side. */
    private static final Duration REPORT_AFTER_BYE = Duration.ofSeconds(5);

    private enum Hold {
        NONE,
        /** Offered; it may still take effect although we no longer wait for it. */
        OFFERED,
        IN_FORCE
    }

    private enum Timer {
        HOLD,
        RESUME,
        AFTER_BYE
    }

    private final Actions actions;
    private final boolean holds;
    private final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private Step step = Step.CONFIRMED_DIALOG;
    private boolean callUp = true;
    private Hold hold = Hold.NONE;
    private boolean heldByUser;
    private Optional<TransferEnd> failure = Optional.empty();

    /**
     * @param holds whether the other side is put on hold first
     * @param alreadyHeld whether it is on hold already, by the user's doing, and stays so after a failure
     */
    public TransferSupervision(Actions actions, boolean holds, boolean alreadyHeld) {
        this.actions = actions;
        this.holds = holds && !alreadyHeld;
    }

    /** The user wants the other side to be on hold as well, so that it stays there when the transfer fails. */
    public void onHeldByUser() {
        heldByUser = true;
    }

    public Step step() {
        return step;
    }

    /** Begins, at once when the dialog is confirmed, else when {@link #onConfirmed} says so. */
    public void start(boolean dialogConfirmed, long nowNanos) {
        if (dialogConfirmed) {
            onConfirmed(nowNanos);
        }
    }

    public void onConfirmed(long nowNanos) {
        if (step != Step.CONFIRMED_DIALOG) {
            return;
        }
        if (holds) {
            step = Step.HOLD;
            hold = Hold.OFFERED;
            timers.set(Timer.HOLD, nowNanos, HOLD_PATIENCE);
            actions.hold(nowNanos);
        } else {
            refer(nowNanos);
        }
    }

    /** @param success whether the other side is on hold now; a hold that failed does not prevent the transfer */
    public void onHoldEnded(boolean success, long nowNanos) {
        hold = success ? Hold.IN_FORCE : Hold.NONE;
        if (step == Step.HOLD) {
            refer(nowNanos);
        }
    }

    private void refer(long nowNanos) {
        timers.cancel(Timer.HOLD);
        step = Step.REPORTS;
        actions.refer(nowNanos);
    }

    public void onReport(StatusFragment report, long nowNanos) {
        if (step == Step.REPORTS) {
            actions.progress(report.status(), report.reason(), nowNanos);
        }
    }

    public void onReferOutcome(ReferOutcome outcome, long nowNanos) {
        if (step != Step.REPORTS) {
            return;
        }
        timers.cancel(Timer.AFTER_BYE);
        if (outcome instanceof ReferOutcome.Reported report) {
            onReported(report, nowNanos);
        } else if (outcome instanceof ReferOutcome.AcceptedUnobserved) {
            leave(new TransferEnd.AcceptedUnobserved(), nowNanos);
        } else if (outcome instanceof ReferOutcome.Refused refused) {
            comeBack(new TransferEnd.Refused(refused.response()), nowNanos);
        } else {
            // A subscription that ends before it has told the outcome, by its own lifetime for one, does not end the
            // call.
            comeBack(callUp ? new TransferEnd.TimedOut() : new TransferEnd.Ended(), nowNanos);
        }
    }

    private void onReported(ReferOutcome.Reported report, long nowNanos) {
        if (report.isSuccess()) {
            leave(new TransferEnd.Completed(report.status(), report.reason()), nowNanos);
        } else {
            comeBack(new TransferEnd.Failed(report.status(), report.reason()), nowNanos);
        }
    }

    /** The call is over, by the other side's BYE or our own hang-up. A report may still follow the other side's BYE. */
    public void onCallEnded(boolean byUs, long nowNanos) {
        callUp = false;
        switch (step) {
            case CONFIRMED_DIALOG, HOLD -> finish(new TransferEnd.Ended(), nowNanos);
            case REPORTS -> {
                if (byUs) {
                    finish(new TransferEnd.Ended(), nowNanos);
                } else {
                    timers.set(Timer.AFTER_BYE, nowNanos, REPORT_AFTER_BYE);
                }
            }
            case RESUME -> failure.ifPresent(end -> finish(end, nowNanos));
            case LEAVING, DONE -> {}
        }
    }

    /** Nobody can wait any longer: ends now, with what is known by now. */
    public void abandon(long nowNanos) {
        finish(failure.orElseGet(TransferEnd.Ended::new), nowNanos);
    }

    public void onResumeEnded(long nowNanos) {
        if (step == Step.RESUME) {
            failure.ifPresent(end -> finish(end, nowNanos));
        }
    }

    private void leave(TransferEnd end, long nowNanos) {
        step = Step.LEAVING;
        if (callUp) {
            actions.hangUp(nowNanos);
        }
        finish(end, nowNanos);
    }

    private void comeBack(TransferEnd end, long nowNanos) {
        if (callUp && hold != Hold.NONE && !heldByUser) {
            step = Step.RESUME;
            failure = Optional.of(end);
            timers.set(Timer.RESUME, nowNanos, RESUME_PATIENCE);
            actions.resume(nowNanos);
        } else {
            finish(end, nowNanos);
        }
    }

    private void finish(TransferEnd end, long nowNanos) {
        if (step == Step.DONE) {
            return;
        }
        step = Step.DONE;
        timers.cancelAll();
        actions.stopFollowing(nowNanos);
        actions.end(end, nowNanos);
    }

    @Override
    public long nextDeadlineNanos() {
        return timers.nextDeadlineNanos();
    }

    @Override
    public void onTime(long nowNanos) {
        for (var due = timers.pollDue(nowNanos); due.isPresent(); due = timers.pollDue(nowNanos)) {
            switch (due.get()) {
                case HOLD -> refer(nowNanos);
                case RESUME -> onResumeEnded(nowNanos);
                case AFTER_BYE -> finish(new TransferEnd.Ended(), nowNanos);
            }
        }
    }
}
