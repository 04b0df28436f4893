package io.switchhook.sip.core.event;

import io.switchhook.base.timer.Timed;
import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.FailureEffect;
import io.switchhook.sip.core.usage.UsageDialog;
import io.switchhook.sip.core.usage.UsageHost;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.MinExpiresHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SubscriptionStateHeader;
import io.switchhook.sip.message.uri.Parameters;
import java.time.Duration;
import java.util.Optional;

/**
 * One subscription at the notifier: the machine of RFC 6665 §4.2.2. One NOTIFY is under way at a time, and what changes meanwhile is told by the next.
 */
public final class EventNotifier implements Timed, EventDialog.Reader {

    /** By what the subscriber was told, or will be by the NOTIFY that waits. */
    public enum State {
        PENDING,
        ACTIVE,
        TERMINATED
    }

    enum Timer {
        EXPIRES,
        PACE
    }

    private final UsageDialog dialog;
    private final EventHeader event;
    private final NotifierLimits limits;
    private final NotifierUser user;
    private final String resource;
    private final String source;
    final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private State state;
    private SubscriptionStateHeader farewell = SubscriptionStateHeader.terminated("timeout");
    private NotifierEnd end = NotifierEnd.EXPIRED;
    private boolean granted;
    private boolean waiting;
    private boolean urgent;
    private boolean asked;
    private boolean concluding;
    private boolean sending;
    private boolean over;
    private long expiresAtNanos;
    private long notBeforeNanos;

    EventNotifier(
            UsageDialog dialog,
            EventHeader event,
            boolean granted,
            NotifierLimits limits,
            NotifierUser user,
            String resource,
            String source) {
        this.dialog = dialog;
        this.event = new EventHeader(event.eventPackage(), event.id(), Parameters.EMPTY);
        this.granted = granted;
        this.state = granted ? State.ACTIVE : State.PENDING;
        this.limits = limits;
        this.user = user;
        this.resource = resource;
        this.source = source;
    }

    /**
     * For a SUBSCRIBE outside any dialog, which opens one.
     *
     * @throws io.switchhook.sip.message.header.MalformedHeaderException when its Record-Route cannot be read
     */
    static EventNotifier inOwnDialog(
            UsageHost host,
            ServerTransaction subscribe,
            EventHeader event,
            boolean granted,
            NotifierLimits limits,
            NotifierUser user,
            String resource,
            String source) {
        var dialog = new EventDialog(host, Dialog.ofServer(subscribe.request(), subscribe.localTag()));
        var notifier = new EventNotifier(dialog, event, granted, limits, user, resource, source);
        dialog.readBy(notifier);
        return notifier;
    }

    public State state() {
        return state;
    }

    /** Package and id. */
    public EventHeader event() {
        return event;
    }

    /** Whose state it is about, as the owner calls it. */
    public String resource() {
        return resource;
    }

    /** Who subscribes, as the owner calls it. */
    public String source() {
        return source;
    }

    /** Whether the state that is asked for now is for a NOTIFY that answers a SUBSCRIBE, or is the first or last: of packages that tell changes alone, it gets all (§4.4.2). */
    public boolean isAsked() {
        return asked;
    }

    /** Answers the SUBSCRIBE that it was made for, and notifies at once (§4.2.1.2). */
    void begin(ServerTransaction transaction, long nowNanos) {
        dialog.retain();
        answer(transaction, transaction.request(), nowNanos);
    }

    @Override
    public boolean takes(ServerTransaction transaction, SipRequest subscribe, long nowNanos) {
        if (over || !subscribe.method().equals(SipMethod.SUBSCRIBE) || !EventNames.match(event, subscribe)) {
            return false;
        }
        if (state == State.TERMINATED) {
            // RFC 6665 §4.4.1: its last NOTIFY is on its way.
            dialog.respond(transaction, subscribe, 481, "Subscription Does Not Exist", nowNanos);
        } else if (isTooBrief(subscribe, limits)) {
            transaction.respond(
                    dialog.host()
                            .answering(subscribe, 423, "Interval Too Brief")
                            .set(
                                    MinExpiresHeader.TYPE,
                                    new MinExpiresHeader(limits.shortest().toSeconds()))
                            .build(),
                    nowNanos);
        } else {
            answer(transaction, subscribe, nowNanos);
        }
        return true;
    }

    /** §4.2.1.1: more than zero, and less than what is granted at least, which is no more than an hour. */
    static boolean isTooBrief(SipRequest subscribe, NotifierLimits limits) {
        return subscribe
                .firstReadable(ExpiresHeader.TYPE)
                .filter(asked -> asked.seconds() > 0
                        && asked.seconds() < limits.shortest().toSeconds())
                .isPresent();
    }

    private void answer(ServerTransaction transaction, SipRequest subscribe, long nowNanos) {
        long asked = subscribe
                .firstReadable(ExpiresHeader.TYPE)
                .map(ExpiresHeader::seconds)
                .orElse(limits.usual().toSeconds());
        var lifetime = Duration.ofSeconds(Math.min(asked, limits.longest().toSeconds()));
        var success = dialog.host()
                .answering(subscribe, 200, "OK")
                .set(ExpiresHeader.TYPE, new ExpiresHeader(lifetime.toSeconds()))
                .set(ContactHeader.TYPE, dialog.host().contact())
                .toTag(transaction.localTag());
        transaction.respond(success.build(), nowNanos);
        expiresAtNanos = nowNanos + lifetime.toNanos();
        if (lifetime.isZero()) {
            finish(SubscriptionStateHeader.terminated("timeout"), NotifierEnd.UNSUBSCRIBED, nowNanos);
        } else {
            timers.setAt(Timer.EXPIRES, expiresAtNanos);
            notifyAtOnce(nowNanos);
        }
        dialog.host().rearm();
    }

    // --- from the owner -------------------------------------------------------------------------------------------

    /** Whoever decides has said yes; nothing changes when that was known. */
    public void approve(long nowNanos) {
        if (state == State.PENDING) {
            granted = true;
            state = State.ACTIVE;
            notifyAtOnce(nowNanos);
            dialog.host().rearm();
        }
    }

    /** Whoever decides has said no, at first or now: {@code terminated;reason=rejected} (§4.2.1.3). */
    public void reject(long nowNanos) {
        granted = false;
        terminate("rejected", Optional.empty(), nowNanos);
    }

    /** The state has changed: it is told, no more often than the pace of the limits allows. */
    public void onStateChanged(long nowNanos) {
        if (state == State.ACTIVE) {
            waiting = true;
            sendNext(nowNanos);
            dialog.host().rearm();
        }
    }

    /**
     * Ends it.
     *
     * @param reason of RFC 6665 §4.1.3: {@code deactivated}, {@code probation}, {@code rejected}, {@code giveup}, {@code noresource}, {@code invariant}
     * @param retryAfter when to ask again; empty to say nothing of it
     */
    public void terminate(String reason, Optional<Duration> retryAfter, long nowNanos) {
        var last = SubscriptionStateHeader.terminated(reason);
        finish(
                retryAfter
                        .map(pause -> new SubscriptionStateHeader(
                                last.state(), last.parameters().with("retry-after", Long.toString(pause.toSeconds()))))
                        .orElse(last),
                NotifierEnd.TERMINATED,
                nowNanos);
        dialog.host().rearm();
    }

    /** As {@link #terminate}, and the last NOTIFY has a state: that what it was about is no more, for one. */
    public void conclude(String reason, long nowNanos) {
        concluding = true;
        terminate(reason, Optional.empty(), nowNanos);
    }

    /** Drops it without a word: the stack below closes. */
    public void abandon() {
        if (!over) {
            over = true;
            state = State.TERMINATED;
            timers.cancelAll();
            dialog.release();
        }
    }

    private void finish(SubscriptionStateHeader last, NotifierEnd how, long nowNanos) {
        if (state != State.TERMINATED) {
            state = State.TERMINATED;
            farewell = last;
            end = how;
            timers.cancelAll();
            notifyAtOnce(nowNanos);
        }
    }

    // --- NOTIFY ---------------------------------------------------------------------------------------------------

    private void notifyAtOnce(long nowNanos) {
        waiting = true;
        urgent = true;
        sendNext(nowNanos);
    }

    private void sendNext(long nowNanos) {
        if (sending || !waiting || over) {
            return;
        }
        if (!urgent && nowNanos < notBeforeNanos) {
            timers.setAt(Timer.PACE, notBeforeNanos);
            return;
        }
        timers.cancel(Timer.PACE);
        waiting = false;
        asked = urgent;
        urgent = false;
        sending = true;
        notBeforeNanos = nowNanos + limits.pace().toNanos();
        boolean last = state == State.TERMINATED;
        var sent = dialog.request(SipMethod.NOTIFY, notify -> fill(notify, nowNanos), new Delivery(last), nowNanos);
        if (sent.isEmpty()) {
            end(NotifierEnd.UNREACHABLE, nowNanos);
        }
    }

    private void fill(SipRequest.Builder notify, long nowNanos) {
        long left = Math.max(1, Duration.ofNanos(expiresAtNanos - nowNanos).toSeconds());
        var header = switch (state) {
            case ACTIVE -> SubscriptionStateHeader.active(left);
            case PENDING ->
                new SubscriptionStateHeader("pending", Parameters.EMPTY.with("expires", Long.toString(left)));
            case TERMINATED -> farewell;
        };
        notify.set(EventHeader.TYPE, event).set(SubscriptionStateHeader.TYPE, header);
        // §6.2: who has not been let in learns nothing.
        boolean tells = granted && (concluding || end != NotifierEnd.TERMINATED);
        var body = tells ? user.stateFor(this) : Optional.<EventState>empty();
        body.ifPresentOrElse(known -> notify.body(known.type(), known.content()), notify::noBody);
    }

    private void end(NotifierEnd how, long nowNanos) {
        if (!over) {
            over = true;
            state = State.TERMINATED;
            timers.cancelAll();
            user.onOver(this, how, nowNanos);
            dialog.release();
            dialog.host().rearm();
        }
    }

    private final class Delivery implements ClientUser {
        private final boolean last;

        Delivery(boolean last) {
            this.last = last;
        }

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            if (response.isProvisional()) {
                return;
            }
            sending = false;
            if (last) {
                end(end, nowNanos);
            } else if (endsIt(response)) {
                end(NotifierEnd.UNREACHABLE, nowNanos);
            } else {
                sendNext(nowNanos);
            }
        }

        /** §4.2.2; a proxy's 408 is no better than our own Timer F. */
        private static boolean endsIt(SipResponse response) {
            return !response.isSuccess()
                    && (response.status() == 408
                            || FailureEffect.of(response.status(), SipMethod.NOTIFY) != FailureEffect.TRANSACTION);
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            sending = false;
            end(last ? end : NotifierEnd.UNREACHABLE, nowNanos);
        }
    }

    // --- time -----------------------------------------------------------------------------------------------------

    @Override
    public long nextDeadlineNanos() {
        return timers.nextDeadlineNanos();
    }

    @Override
    public void onTime(long nowNanos) {
        for (var due = timers.pollDue(nowNanos); due.isPresent(); due = timers.pollDue(nowNanos)) {
            switch (due.get()) {
                case EXPIRES -> finish(SubscriptionStateHeader.terminated("timeout"), NotifierEnd.EXPIRED, nowNanos);
                case PACE -> sendNext(nowNanos);
            }
        }
    }
}
