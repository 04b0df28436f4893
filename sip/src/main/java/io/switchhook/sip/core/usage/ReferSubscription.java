package io.switchhook.sip.core.usage;

import io.switchhook.base.timer.Timed;
import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.ReferSubHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SubscriptionStateHeader;
import io.switchhook.sip.message.uri.Parameters;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * The side that sends REFER and follows its implicit subscription (RFC 3515 §2.4). Lives with what peers send: any 2xx accepts, reports may come before it, one or many,
 * with or without id, expires and a line end in the body. The session hands it the reports that are its own. It keeps the dialog open until it has ended, so that a
 * report that follows a BYE is still heard (RFC 5057).
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
        PATIENCE,
        REFRESH
    }

    /** Who grants less will not be asked again and again. */
    private static final Duration SHORTEST_LIFE = Duration.ofSeconds(20);

    private final ReferDialog dialog;
    private final User user;
    private final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private Optional<UsageHost.OutgoingRequest> request = Optional.empty();
    private Optional<EventHeader> event = Optional.empty();
    private long patienceEndsNanos;
    private long firstSequence;
    private boolean accepted;
    private boolean reportedToTheEnd;
    private boolean gone;
    private boolean ended;

    private ReferSubscription(ReferDialog dialog, User user) {
        this.dialog = dialog;
        this.user = user;
    }

    /**
     * Sends REFER inside the session's dialog. When the session has ended, or the REFER cannot be sent, the user hears of the outcome before this returns.
     *
     * @param more adds Refer-To, Referred-By and, on demand, {@code Refer-Sub: false}
     * @param patience how long to wait for the final report
     */
    public static ReferSubscription send(
            InviteSession session, Consumer<SipRequest.Builder> more, Duration patience, User user, long nowNanos) {
        return send(new CallDialog(session), more, patience, user, nowNanos);
    }

    /**
     * Sends REFER outside any dialog; its reports get a dialog of their own (RFC 5589 §6.1). Otherwise as {@link #send(InviteSession, Consumer, Duration, User, long)}.
     *
     * @param refer complete but for Via, Contact, standing headers and what {@code more} adds
     */
    public static ReferSubscription sendOutside(
            UsageHost host,
            SipRequest.Builder refer,
            Consumer<SipRequest.Builder> more,
            Duration patience,
            User user,
            long nowNanos) {
        return send(OwnDialog.asking(host, refer), more, patience, user, nowNanos);
    }

    private static ReferSubscription send(
            ReferDialog dialog, Consumer<SipRequest.Builder> more, Duration patience, User user, long nowNanos) {
        var subscription = new ReferSubscription(dialog, user);
        dialog.retain();
        if (dialog.isOver()) {
            subscription.end(new ReferOutcome.Ended(), nowNanos);
        } else {
            subscription.start(more, patience, nowNanos);
        }
        return subscription;
    }

    private void start(Consumer<SipRequest.Builder> more, Duration patience, long nowNanos) {
        timers.set(Timer.PATIENCE, nowNanos, patience);
        patienceEndsNanos = nowNanos + patience.toNanos();
        dialog.sentRefers().add(this);
        request = dialog.request(SipMethod.REFER, more, this, nowNanos);
        if (request.isEmpty()) {
            endUnheard(new ReferOutcome.Ended(), nowNanos);
        } else {
            firstSequence = request.get().latest().cseq().number();
        }
        dialog.host().rearm();
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
            endUnheard(new ReferOutcome.Refused(response), nowNanos);
            return;
        }
        accepted = true;
        boolean noReports = response.firstReadable(ReferSubHeader.TYPE)
                .map(header -> !header.wanted())
                .orElse(false);
        user.onAccepted(response, nowNanos);
        // Some peers say so unasked, and send no report either.
        if (noReports) {
            endUnheard(new ReferOutcome.AcceptedUnobserved(), nowNanos);
        }
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        // A report may have shown already that the REFER arrived; then only its answer is lost.
        if (!accepted && !ended) {
            endUnheard(
                    failure == ClientFailure.TIMEOUT ? new ReferOutcome.TimedOut() : new ReferOutcome.Ended(),
                    nowNanos);
        }
    }

    private void endUnheard(ReferOutcome outcome, long nowNanos) {
        gone = true;
        dialog.sentRefers().remove(this);
        end(outcome, nowNanos);
    }

    /** Whether this is the id of our reports: the CSeq number of the REFER (RFC 3515 §2.4.6), or of an attempt at it that was challenged. */
    boolean hasId(String id) {
        long last = request.map(sent -> sent.latest().cseq().number()).orElse(0L);
        return LongStream.rangeClosed(firstSequence, last).anyMatch(sequence -> id.equals(Long.toString(sequence)));
    }

    /** Whether the peer has nothing more to report: it told a final status or ended the subscription. */
    boolean isReportedToTheEnd() {
        return reportedToTheEnd;
    }

    /** Whether the peer has no subscription for it any more, so that another report can only be stray (RFC 6665 §4.1.3). */
    boolean isGone() {
        return gone;
    }

    /** Takes a report of this REFER and answers it, also after we have stopped listening. */
    void onNotify(ServerTransaction transaction, SipRequest notify, long nowNanos) {
        var report = StatusFragment.parse(notify.bodyText());
        boolean isFinal = report.filter(StatusFragment::isFinal).isPresent();
        boolean terminated = notify.firstReadable(SubscriptionStateHeader.TYPE)
                .filter(SubscriptionStateHeader::isTerminated)
                .isPresent();
        reportedToTheEnd |= isFinal || terminated;
        gone |= terminated;
        dialog.respond(transaction, notify, 200, "OK", nowNanos);
        if (ended) {
            return;
        }
        accepted = true;
        if (isFinal) {
            end(new ReferOutcome.Reported(report.get().status(), report.get().reason()), nowNanos);
        } else {
            report.ifPresent(progress -> user.onReport(progress, nowNanos));
            if (terminated) {
                end(new ReferOutcome.Ended(), nowNanos);
            } else {
                keepUp(notify, nowNanos);
            }
        }
    }

    /** RFC 3515 §2.4.4: how long reports come is the choice of the one who sends them; who waits longer has to ask for more. */
    private void keepUp(SipRequest notify, long nowNanos) {
        event = notify.firstReadable(EventHeader.TYPE)
                .map(known -> new EventHeader(known.eventPackage(), known.id(), Parameters.EMPTY));
        var life = notify.firstReadable(SubscriptionStateHeader.TYPE)
                .map(SubscriptionStateHeader::expiresSeconds)
                .filter(OptionalLong::isPresent)
                .map(seconds -> Duration.ofSeconds(seconds.getAsLong()))
                .filter(granted -> granted.compareTo(SHORTEST_LIFE) >= 0)
                .filter(granted -> granted.compareTo(Duration.ofNanos(patienceEndsNanos - nowNanos)) < 0);
        life.ifPresentOrElse(
                granted -> timers.set(Timer.REFRESH, nowNanos, granted.dividedBy(2)),
                () -> timers.cancel(Timer.REFRESH));
        dialog.host().rearm();
    }

    private void refresh(long nowNanos) {
        long wanted = Duration.ofNanos(patienceEndsNanos - nowNanos).toSeconds() + 1;
        dialog.ask(
                SipMethod.SUBSCRIBE,
                subscribe -> subscribe
                        .set(EventHeader.TYPE, event.orElseThrow())
                        .set(ExpiresHeader.TYPE, new ExpiresHeader(wanted))
                        .noBody(),
                nowNanos);
    }

    /** Stops following. Reports that still come while the dialog is open are answered and ignored. */
    public void stop(long nowNanos) {
        end(new ReferOutcome.Ended(), nowNanos);
    }

    /** Waits no longer than this for the final report, where nobody needs it but the peer wants it answered: the call is over. */
    public void limitPatience(Duration patience, long nowNanos) {
        if (!ended) {
            timers.cancel(Timer.REFRESH);
            timers.set(Timer.PATIENCE, nowNanos, patience);
            dialog.host().rearm();
        }
    }

    @Override
    public long nextDeadlineNanos() {
        return timers.nextDeadlineNanos();
    }

    @Override
    public void onTime(long nowNanos) {
        for (var due = timers.pollDue(nowNanos); due.isPresent(); due = timers.pollDue(nowNanos)) {
            switch (due.get()) {
                case PATIENCE -> end(new ReferOutcome.TimedOut(), nowNanos);
                case REFRESH -> refresh(nowNanos);
            }
        }
    }

    private void end(ReferOutcome outcome, long nowNanos) {
        if (ended) {
            return;
        }
        ended = true;
        timers.cancelAll();
        dialog.host().rearm();
        user.onOutcome(outcome, nowNanos);
        dialog.release();
    }
}
