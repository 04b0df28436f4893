package io.switchhook.sip.core.event;

import io.switchhook.base.timer.Timed;
import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.FailureEffect;
import io.switchhook.sip.core.usage.UsageDialog;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.MinExpiresHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SubscriptionStateHeader;
import java.time.Duration;

/** A subscription of ours at one notifier, in one dialog: the machine of RFC 6665 §4.1.2. It is over when the notifier says so, or when nothing more can be expected of it. */
final class Subscriber implements Timed, EventDialog.Reader {

    enum State {
        NOTIFY_WAIT,
        PENDING,
        ACTIVE,
        TERMINATED
    }

    enum Timer {
        N,
        REFRESH,
        EXPIRES
    }

    interface Owner {
        void onNotification(Subscriber subscriber, Notification notification, long nowNanos);

        /** Told once, last. */
        void onOver(Subscriber subscriber, SubscriptionLoss loss, long nowNanos);
    }

    private static final Duration SHORTEST_REFRESH = Duration.ofMillis(500);
    /** A notifier that asks again for more than it asked for before is broken. */
    private static final int MAX_INTERVAL_CHANGES = 2;

    private final UsageDialog dialog;
    private final SubscriptionPlan plan;
    private final Owner owner;
    final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private State state = State.NOTIFY_WAIT;
    private Duration lifetime;
    private long expiresAtNanos;
    private long lastNotify = -1;
    private int intervalChanges;
    private boolean sending;
    private boolean leaving;
    /** Whether a NOTIFY has told it since we asked last. */
    private boolean toldLifetime;

    /** @param lifetime what is asked for, and granted unless something else is said */
    Subscriber(UsageDialog dialog, SubscriptionPlan plan, Duration lifetime, Owner owner) {
        this.dialog = dialog;
        this.plan = plan;
        this.lifetime = lifetime;
        this.owner = owner;
    }

    State state() {
        return state;
    }

    /** Subscribes in a dialog that stands (§4.5.2). */
    void subscribe(long nowNanos) {
        dialog.retain();
        leaving = plan.isFetch();
        send(lifetime, nowNanos);
    }

    /** The dialog was opened by the NOTIFY that follows, the answer to a SUBSCRIBE outside of it (§4.4.1). */
    void adopt(long nowNanos) {
        dialog.retain();
        leaving = plan.isFetch();
        timers.set(Timer.N, nowNanos, dialog.host().timers().giveUp());
        if (!leaving) {
            expireAfter(lifetime, nowNanos);
        }
    }

    /** The answer to that SUBSCRIBE came after the NOTIFY, which said nothing of the lifetime (RFC 3265 §3.2.2 allowed that). */
    void onGrantedLate(Duration granted, long nowNanos) {
        if (state != State.TERMINATED && !leaving && !toldLifetime) {
            expireAfter(granted, nowNanos);
        }
    }

    /** Asks for the state now, and for the whole lifetime again (§4.4.3). */
    void refresh(long nowNanos) {
        if (state != State.TERMINATED && !leaving && !sending) {
            send(lifetime, nowNanos);
        }
    }

    /** §4.1.2.3: over when the last NOTIFY has come, or has not in time. */
    void unsubscribe(long nowNanos) {
        if (state == State.TERMINATED || leaving) {
            return;
        }
        leaving = true;
        timers.cancel(Timer.REFRESH);
        timers.cancel(Timer.EXPIRES);
        timers.set(Timer.N, nowNanos, dialog.host().timers().giveUp());
        if (!sending) {
            send(Duration.ZERO, nowNanos);
        }
    }

    /** It is over without a word to the notifier. */
    void abandon() {
        if (state != State.TERMINATED) {
            state = State.TERMINATED;
            timers.cancelAll();
            dialog.release();
        }
    }

    private void send(Duration asked, long nowNanos) {
        sending = true;
        toldLifetime = false;
        timers.cancel(Timer.REFRESH);
        timers.set(Timer.N, nowNanos, dialog.host().timers().giveUp());
        var sent = dialog.request(
                SipMethod.SUBSCRIBE, subscribe -> plan.fill(subscribe, asked), new Answer(asked), nowNanos);
        if (sent.isEmpty()) {
            end(unlessWanted(new SubscriptionLoss.DialogOver()), nowNanos);
        }
        dialog.host().rearm();
    }

    /** When it was given up it does not matter how it ends. */
    private SubscriptionLoss unlessWanted(SubscriptionLoss loss) {
        return leaving && !plan.isFetch() ? new SubscriptionLoss.Done() : loss;
    }

    // --- NOTIFY ---------------------------------------------------------------------------------------------------

    @Override
    public boolean takes(ServerTransaction transaction, SipRequest notify, long nowNanos) {
        if (state == State.TERMINATED
                || !notify.method().equals(SipMethod.NOTIFY)
                || !EventNames.match(plan.event(), notify)) {
            return false;
        }
        var header = notify.firstReadable(SubscriptionStateHeader.TYPE);
        if (header.isEmpty()) {
            dialog.respond(transaction, notify, 400, "Bad Request: Subscription-State is missing", nowNanos);
            return true;
        }
        var id = DialogId.ofReceived(notify);
        var body = EventState.in(notify);
        boolean first = notify.cseq().number() > lastNotify;
        dialog.respond(transaction, notify, 200, "OK", nowNanos);
        if (first) {
            lastNotify = notify.cseq().number();
            onNews(new Notification(id, header.get(), body), nowNanos);
            dialog.host().rearm();
        }
        return true;
    }

    private void onNews(Notification news, long nowNanos) {
        var header = news.subscription();
        if (header.isTerminated()) {
            // What the user hears first of all is the state; with its subscription it is over then.
            state = State.TERMINATED;
            owner.onNotification(this, news, nowNanos);
            close(leaving ? new SubscriptionLoss.Done() : SubscriptionLoss.Terminated.of(header), nowNanos);
            return;
        }
        state = header.state().equalsIgnoreCase("pending") ? State.PENDING : State.ACTIVE;
        if (!leaving) {
            timers.cancel(Timer.N);
            header.expiresSeconds().ifPresent(seconds -> {
                toldLifetime = true;
                expireAfter(Duration.ofSeconds(seconds), nowNanos);
            });
        }
        owner.onNotification(this, news, nowNanos);
    }

    // --- the answer to SUBSCRIBE ----------------------------------------------------------------------------------

    private final class Answer implements ClientUser {
        private final Duration asked;

        Answer(Duration asked) {
            this.asked = asked;
        }

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            if (response.isProvisional()) {
                return;
            }
            sending = false;
            if (state == State.TERMINATED) {
                return;
            }
            if (response.isSuccess()) {
                onGranted(response, asked, nowNanos);
            } else {
                onRefused(response, asked, nowNanos);
            }
            dialog.host().rearm();
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            sending = false;
            if (state == State.TERMINATED) {
                return;
            }
            boolean heard = !timers.isSet(Timer.N);
            if (heard && !leaving) {
                // Only the answer was lost.
                scheduleRefresh(nowNanos);
            } else {
                end(unlessWanted(new SubscriptionLoss.Unanswered(failure)), nowNanos);
            }
            dialog.host().rearm();
        }
    }

    private void onGranted(SipResponse response, Duration asked, long nowNanos) {
        intervalChanges = 0;
        if (leaving) {
            if (!asked.isZero()) {
                send(Duration.ZERO, nowNanos);
            }
            return;
        }
        boolean heard = !timers.isSet(Timer.N);
        if (response.status() == 204) {
            // RFC 6665 §4.1.2.2: no NOTIFY will come.
            timers.cancel(Timer.N);
        }
        if (heard && toldLifetime) {
            scheduleRefresh(nowNanos);
        } else {
            expireAfter(grantedBy(response, asked), nowNanos);
        }
    }

    /** §3.1.1: never longer than asked for. */
    static Duration grantedBy(SipResponse response, Duration asked) {
        return response.firstReadable(ExpiresHeader.TYPE)
                .map(header -> Duration.ofSeconds(Math.min(header.seconds(), asked.toSeconds())))
                .orElse(asked);
    }

    private void onRefused(SipResponse response, Duration asked, long nowNanos) {
        if (leaving) {
            boolean gone = asked.isZero()
                    || FailureEffect.of(response.status(), SipMethod.SUBSCRIBE) != FailureEffect.TRANSACTION;
            if (gone) {
                end(unlessWanted(new SubscriptionLoss.Refused(response, false)), nowNanos);
            } else {
                send(Duration.ZERO, nowNanos);
            }
            return;
        }
        var longer = longerInterval(response, lifetime);
        if (longer.compareTo(lifetime) > 0 && intervalChanges++ < MAX_INTERVAL_CHANGES) {
            lifetime = longer;
            send(lifetime, nowNanos);
        } else if (state == State.NOTIFY_WAIT) {
            end(new SubscriptionLoss.Refused(response, false), nowNanos);
        } else if (FailureEffect.of(response.status(), SipMethod.SUBSCRIBE) != FailureEffect.TRANSACTION) {
            end(new SubscriptionLoss.Refused(response, true), nowNanos);
        } else {
            refreshLater(response, nowNanos);
        }
    }

    /** What a 423 asks for (RFC 6665 §4.2.1.1); the same interval when there is nothing to gain. */
    static Duration longerInterval(SipResponse response, Duration interval) {
        return response.status() != 423
                ? interval
                : response.firstReadable(MinExpiresHeader.TYPE)
                        .map(header -> Duration.ofSeconds(header.seconds()))
                        .filter(least ->
                                least.compareTo(interval) > 0 && least.compareTo(SubscriptionPlan.LONGEST) <= 0)
                        .orElse(interval);
    }

    /** §4.1.2.2: other failures leave what was granted; there may be time for another attempt. */
    private void refreshLater(SipResponse response, long nowNanos) {
        timers.cancel(Timer.N);
        var left = Duration.ofNanos(Math.max(0, expiresAtNanos - nowNanos));
        var pause = response.firstReadable(RetryAfterHeader.TYPE)
                .map(header -> Duration.ofSeconds(header.seconds()))
                .filter(asked -> asked.compareTo(left) < 0)
                .orElse(left.dividedBy(2));
        timers.set(Timer.REFRESH, nowNanos, pause.compareTo(SHORTEST_REFRESH) < 0 ? SHORTEST_REFRESH : pause);
    }

    // --- time -----------------------------------------------------------------------------------------------------

    private void expireAfter(Duration granted, long nowNanos) {
        var bounded = granted.compareTo(SubscriptionPlan.LONGEST) > 0 ? SubscriptionPlan.LONGEST : granted;
        expiresAtNanos = nowNanos + bounded.toNanos();
        timers.setAt(Timer.EXPIRES, expiresAtNanos);
        scheduleRefresh(nowNanos);
    }

    /** Early enough for a lost refresh to be repeated for the whole of Timer N where the lifetime allows, else at its half. */
    private void scheduleRefresh(long nowNanos) {
        if (sending || leaving) {
            return;
        }
        var left = Duration.ofNanos(Math.max(0, expiresAtNanos - nowNanos));
        var early = left.minusSeconds(40);
        var half = left.dividedBy(2);
        var pause = early.compareTo(half) > 0 ? early : half;
        timers.set(Timer.REFRESH, nowNanos, pause.compareTo(SHORTEST_REFRESH) < 0 ? SHORTEST_REFRESH : pause);
    }

    @Override
    public long nextDeadlineNanos() {
        return timers.nextDeadlineNanos();
    }

    @Override
    public void onTime(long nowNanos) {
        for (var due = timers.pollDue(nowNanos); due.isPresent(); due = timers.pollDue(nowNanos)) {
            switch (due.get()) {
                case N -> end(unlessWanted(new SubscriptionLoss.NotNotified()), nowNanos);
                case REFRESH -> send(lifetime, nowNanos);
                case EXPIRES -> {
                    // While a refresh is under way Timer N decides.
                    if (!sending) {
                        end(new SubscriptionLoss.Expired(), nowNanos);
                    }
                }
            }
        }
    }

    private void end(SubscriptionLoss loss, long nowNanos) {
        if (state != State.TERMINATED) {
            state = State.TERMINATED;
            close(loss, nowNanos);
        }
    }

    private void close(SubscriptionLoss loss, long nowNanos) {
        timers.cancelAll();
        owner.onOver(this, loss, nowNanos);
        dialog.release();
    }
}
