package io.switchhook.sip.core.usage;

import io.switchhook.base.timer.Timed;
import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.ReferSubHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SubscriptionStateHeader;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * The side that sends REFER and follows its implicit subscription (RFC 3515 §2.4). Lives with what peers send: any 2xx accepts, reports may come before it, one or many,
 * with or without id, expires and a line end in the body. It keeps the dialog open until it has ended, so that a report that follows a BYE is still heard (RFC 5057).
 */
public final class ReferSubscription implements Timed, ClientUser {

    /** Hears of one REFER; {@code onOutcome} exactly once, last. */
    public interface User {

        /** The peer accepted the REFER. Not called when a report came first and was final. */
        void onAccepted(SipResponse response, long nowNanos);

        /** A report of progress, 100 to 199. */
        void onReport(StatusFragment report, long nowNanos);

        void onOutcome(ReferOutcome outcome, long nowNanos);
    }

    private enum Timer {
        PATIENCE
    }

    private final InviteSession session;
    private final User user;
    private final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private final boolean wantsNoReports;
    private Optional<UsageHost.OutgoingRequest> request = Optional.empty();
    private long firstSequence;
    private boolean accepted;
    private boolean ended;

    private ReferSubscription(InviteSession session, User user, boolean wantsNoReports) {
        this.session = session;
        this.user = user;
        this.wantsNoReports = wantsNoReports;
    }

    /**
     * Sends REFER inside the session's dialog.
     *
     * @param more adds Refer-To, Referred-By and, on demand, {@code Refer-Sub: false}
     * @param patience how long to wait for the final report
     */
    public static ReferSubscription send(
            InviteSession session,
            Consumer<SipRequest.Builder> more,
            boolean wantsNoReports,
            Duration patience,
            User user,
            long nowNanos) {
        var subscription = new ReferSubscription(session, user, wantsNoReports);
        session.retainDialog();
        subscription.timers.set(Timer.PATIENCE, nowNanos, patience);
        subscription.request = session.request(SipMethod.REFER, more, subscription, nowNanos);
        if (subscription.request.isEmpty()) {
            subscription.end(new ReferOutcome.Ended(), nowNanos);
        } else {
            subscription.firstSequence =
                    subscription.request.get().latest().cseq().number();
        }
        return subscription;
    }

    public boolean isEnded() {
        return ended;
    }

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        if (ended || response.isProvisional()) {
            return;
        }
        if (!response.isSuccess()) {
            end(new ReferOutcome.Refused(response), nowNanos);
            return;
        }
        accepted = true;
        boolean noReports = response.firstReadable(ReferSubHeader.TYPE)
                .map(header -> !header.wanted())
                .orElse(false);
        user.onAccepted(response, nowNanos);
        // Some peers say so unasked, and send no report either.
        if (noReports) {
            end(new ReferOutcome.AcceptedUnobserved(), nowNanos);
        }
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        // A report may have shown already that the REFER arrived; then only its answer is lost.
        if (!accepted) {
            end(failure == ClientFailure.TIMEOUT ? new ReferOutcome.TimedOut() : new ReferOutcome.Ended(), nowNanos);
        }
    }

    /**
     * Whether a NOTIFY belongs to this REFER (RFC 3515 §2.4.6): without an id, since one REFER is open at a time; with one, when it is the CSeq of this REFER or of an
     * attempt at it that was challenged.
     *
     * @param onlyOne whether the dialog has seen no other REFER of ours: then any id is taken for this one
     */
    public boolean matches(SipRequest notify, boolean onlyOne) {
        var event = notify.first(EventHeader.TYPE);
        if (event.filter(header -> header.eventPackage().equalsIgnoreCase("refer"))
                .isEmpty()) {
            return false;
        }
        var id = event.get().id();
        return id.isEmpty() || onlyOne || isSequenceOfThis(id.get());
    }

    private boolean isSequenceOfThis(String id) {
        long last = request.map(sent -> sent.latest().cseq().number()).orElse(0L);
        return LongStream.rangeClosed(firstSequence, last).anyMatch(sequence -> id.equals(Long.toString(sequence)));
    }

    /** Takes a NOTIFY that {@link #matches} and answers it. */
    public void onNotify(ServerTransaction transaction, SipRequest notify, long nowNanos) {
        var report = StatusFragment.parse(notify.bodyText());
        boolean terminated = notify.firstReadable(SubscriptionStateHeader.TYPE)
                .filter(SubscriptionStateHeader::isTerminated)
                .isPresent();
        session.respond(transaction, 200, "OK", nowNanos);
        if (ended) {
            return;
        }
        accepted = true;
        if (report.filter(StatusFragment::isFinal).isPresent()) {
            end(new ReferOutcome.Reported(report.get().status(), report.get().reason()), nowNanos);
        } else {
            report.ifPresent(progress -> user.onReport(progress, nowNanos));
            if (terminated) {
                end(new ReferOutcome.Ended(), nowNanos);
            }
        }
    }

    /** Stops following; reports that still come are answered 481 by whoever owns the dialog. */
    public void stop(long nowNanos) {
        end(new ReferOutcome.Ended(), nowNanos);
    }

    /** The INVITE usage has ended: a report may still follow, but not for long. */
    public void limitPatience(Duration patience, long nowNanos) {
        if (!ended) {
            timers.set(Timer.PATIENCE, nowNanos, patience);
        }
    }

    @Override
    public long nextDeadlineNanos() {
        return timers.nextDeadlineNanos();
    }

    @Override
    public void onTime(long nowNanos) {
        if (timers.pollDue(nowNanos).isPresent()) {
            end(new ReferOutcome.TimedOut(), nowNanos);
        }
    }

    private void end(ReferOutcome outcome, long nowNanos) {
        if (ended) {
            return;
        }
        ended = true;
        timers.cancelAll();
        user.onOutcome(outcome, nowNanos);
        session.releaseDialog();
    }
}
