package io.switchhook.sip.core.usage;

import io.switchhook.base.timer.Timed;
import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SubscriptionStateHeader;
import io.switchhook.sip.message.uri.Parameters;
import java.time.Duration;
import java.util.Optional;

/**
 * The side that received REFER and reports what becomes of it (RFC 3515 §2.4.4). Reports leave one at a time, so that they arrive in order; of progress that waits only
 * the newest is sent.
 */
public final class ReferNotifier implements Timed {
    /** Long enough for a phone that rings until its caller gives up; after it the subscription ends with what is known (RFC 3515 §2.4.7). */
    private static final Duration LIFE = Duration.ofMinutes(5);

    private enum Timer {
        EXPIRES
    }

    private final ReferDialog dialog;
    private final ServerTransaction refer;
    private final SipRequest request;
    private final String number;
    private final Optional<String> id;
    private final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private Optional<StatusFragment> waiting = Optional.empty();
    private StatusFragment latest = new StatusFragment(100, "Trying");
    private String endReason = "noresource";
    private boolean accepted;
    private boolean sending;
    private boolean finished;
    private boolean ended;
    private long expiresAtNanos;

    /**
     * @param refer not answered yet
     */
    public ReferNotifier(InviteSession session, ServerTransaction refer) {
        this(new CallDialog(session), refer);
    }

    private ReferNotifier(ReferDialog dialog, ServerTransaction refer) {
        this.dialog = dialog;
        this.refer = refer;
        this.request = refer.request();
        this.number = Long.toString(request.cseq().number());
        // RFC 3515 §2.4.6: the reports on the first REFER of a dialog need no id, and some peers do not expect one.
        this.id = dialog.receivedRefers() <= 1 ? Optional.empty() : Optional.of(number);
    }

    /**
     * For a REFER outside any dialog: accepting it opens one for the reports alone (RFC 5589 §6.1).
     *
     * @param refer not answered yet
     * @throws io.switchhook.sip.message.header.MalformedHeaderException when its Record-Route cannot be read
     */
    public static ReferNotifier inOwnDialog(UsageHost host, ServerTransaction refer) {
        var dialog = OwnDialog.asked(host, refer);
        var notifier = new ReferNotifier(dialog, refer);
        dialog.readBy((transaction, subscribe, now) -> {
            boolean ours = notifier.matches(subscribe);
            if (ours) {
                notifier.onSubscribe(transaction, subscribe, now);
            }
            return ours;
        });
        return notifier;
    }

    /**
     * Accepts the REFER and reports 100 at once.
     *
     * @param status 202, which every peer knows, or 200 (RFC 6665 §8.3.1)
     */
    public void accept(int status, long nowNanos) {
        if (accepted || ended) {
            return;
        }
        accepted = true;
        dialog.retain();
        expiresAtNanos = nowNanos + LIFE.toNanos();
        timers.setAt(Timer.EXPIRES, expiresAtNanos);
        dialog.respond(refer, request, status, status == 202 ? "Accepted" : "OK", nowNanos);
        report(new StatusFragment(100, "Trying"), nowNanos);
        dialog.host().rearm();
    }

    /**
     * Declines the REFER; there will be no report.
     *
     * @param status 300 to 699
     */
    public void decline(int status, String reason, long nowNanos) {
        InviteSession.requireRefusal(status);
        if (!accepted && !ended) {
            ended = true;
            dialog.respond(refer, request, status, reason, nowNanos);
        }
    }

    /** Reports a status; a final one ends the subscription. What follows it, or comes before the REFER is accepted, is ignored. */
    public void report(StatusFragment status, long nowNanos) {
        if (!accepted || ended || finished) {
            return;
        }
        latest = status;
        waiting = Optional.of(status);
        if (status.isFinal()) {
            finish();
        }
        sendNext(nowNanos);
    }

    /** Whether the last report has been answered, or there will be none. */
    public boolean isEnded() {
        return ended;
    }

    /** Whether a SUBSCRIBE inside the dialog is meant for this subscription. */
    public boolean matches(SipRequest subscribe) {
        return accepted
                && !ended
                && subscribe
                        .firstReadable(EventHeader.TYPE)
                        .filter(event -> event.eventPackage().equalsIgnoreCase("refer")
                                && event.id().map(number::equals).orElse(id.isEmpty()))
                        .isPresent();
    }

    /** Answers a SUBSCRIBE that {@link #matches}: it refreshes, or with Expires 0 ends, the implicit subscription, and is told what is known (RFC 6665 §4.2.1). */
    public void onSubscribe(ServerTransaction transaction, SipRequest subscribe, long nowNanos) {
        long asked = subscribe
                .firstReadable(ExpiresHeader.TYPE)
                .map(ExpiresHeader::seconds)
                .orElse(LIFE.toSeconds());
        var granted = Duration.ofSeconds(Math.min(asked, LIFE.toSeconds()));
        var success = dialog.host().answering(subscribe, 200, "OK");
        success.set(ExpiresHeader.TYPE, new ExpiresHeader(granted.toSeconds()));
        success.set(ContactHeader.TYPE, dialog.host().contact());
        transaction.respond(success.build(), nowNanos);
        if (granted.isZero()) {
            expire(nowNanos);
        } else if (!finished) {
            expiresAtNanos = nowNanos + granted.toNanos();
            timers.setAt(Timer.EXPIRES, expiresAtNanos);
            dialog.host().rearm();
            waiting = Optional.of(latest);
            sendNext(nowNanos);
        }
    }

    private void expire(long nowNanos) {
        if (!ended && !finished) {
            endReason = "timeout";
            waiting = Optional.of(latest);
            finish();
            sendNext(nowNanos);
        }
    }

    @Override
    public long nextDeadlineNanos() {
        return timers.nextDeadlineNanos();
    }

    @Override
    public void onTime(long nowNanos) {
        if (timers.pollDue(nowNanos).isPresent()) {
            expire(nowNanos);
        }
    }

    /** What waits is the last report. */
    private void finish() {
        finished = true;
        timers.cancelAll();
        dialog.host().rearm();
    }

    private void sendNext(long nowNanos) {
        if (sending || waiting.isEmpty()) {
            return;
        }
        var status = waiting.get();
        waiting = Optional.empty();
        sending = true;
        boolean last = finished;
        var sent = dialog.request(
                SipMethod.NOTIFY, notify -> fill(notify, status, last, nowNanos), new Delivery(last), nowNanos);
        if (sent.isEmpty()) {
            end();
        }
    }

    private void fill(SipRequest.Builder notify, StatusFragment status, boolean last, long nowNanos) {
        long left = Math.max(1, Duration.ofNanos(expiresAtNanos - nowNanos).toSeconds());
        notify.set(EventHeader.TYPE, new EventHeader("refer", id, Parameters.EMPTY))
                .set(
                        SubscriptionStateHeader.TYPE,
                        last ? SubscriptionStateHeader.terminated(endReason) : SubscriptionStateHeader.active(left))
                .body(ContentTypeHeader.SIPFRAG, status.toBody());
    }

    private void end() {
        if (!ended) {
            ended = true;
            timers.cancelAll();
            waiting = Optional.empty();
            dialog.host().rearm();
            dialog.release();
        }
    }

    /** Any final answer lets the next report go; a refusal means that the peer does not listen (RFC 6665 §4.2.2). */
    private final class Delivery implements ClientUser {
        private final boolean last;

        Delivery(boolean last) {
            this.last = last;
        }

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            if (response.isFinal()) {
                finish(!last && response.isSuccess(), nowNanos);
            }
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            finish(false, nowNanos);
        }

        private void finish(boolean goesOn, long nowNanos) {
            sending = false;
            if (goesOn) {
                sendNext(nowNanos);
            } else {
                end();
            }
        }
    }
}
