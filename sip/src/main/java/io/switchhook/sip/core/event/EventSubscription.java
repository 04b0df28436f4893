package io.switchhook.sip.core.event;

import io.switchhook.base.timer.Timed;
import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.UsageDialog;
import io.switchhook.sip.core.usage.UsageHost;
import io.switchhook.sip.message.SipRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The wish to be told of the state of a resource, brought about and kept up until it is given up (RFC 6665 §4.1): subscribes, refreshes, and subscribes anew where the
 * notifier says so or was lost. It outlives the dialogs that it takes.
 */
public final class EventSubscription implements Timed {

    /** By what stands and what is waited for. */
    public enum State {
        /** A SUBSCRIBE is out, and no NOTIFY has come. */
        SUBSCRIBING,
        /** The notifier has yet to be told whether we may. */
        PENDING,
        ACTIVE,
        /** Lost; to be asked for again. */
        WAITING_TO_RETRY,
        /** Given up; the last NOTIFY is waited for. */
        UNSUBSCRIBING,
        ENDED
    }

    enum Timer {
        RETRY
    }

    private final UsageHost host;
    private final SubscriptionPlan plan;
    private final SubscriptionUser user;
    private final Backoff backoff;
    private final Resubscription resubscription;
    final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private Optional<SubscribeAttempt> attempt = Optional.empty();
    private Optional<Subscriber> inDialog = Optional.empty();
    private Optional<Long> standingSinceNanos = Optional.empty();
    private boolean leaving;
    private boolean ended;

    private EventSubscription(UsageHost host, SubscriptionPlan plan, SubscriptionUser user) {
        this.host = host;
        this.plan = plan;
        this.user = user;
        this.backoff = new Backoff(host.randomness());
        this.resubscription = new Resubscription(backoff);
        this.leaving = plan.isFetch();
    }

    /** Made, and started by {@link #start}. */
    public static EventSubscription of(UsageHost host, SubscriptionPlan plan, SubscriptionUser user) {
        return new EventSubscription(host, plan, user);
    }

    /**
     * Subscribes inside a dialog that has other usages, a call's (§4.5.2). Whoever gets the requests of that dialog offers each NOTIFY to {@link #takes}. What is lost is
     * not asked for again. When nothing can be sent in the dialog, the user hears of it before this returns.
     */
    public static EventSubscription inDialog(
            UsageDialog dialog, SubscriptionPlan plan, SubscriptionUser user, long nowNanos) {
        var subscription = new EventSubscription(dialog.host(), plan, user);
        var subscriber = new Subscriber(dialog, plan, plan.expires(), subscription.new InDialog());
        subscription.inDialog = Optional.of(subscriber);
        subscriber.subscribe(nowNanos);
        return subscription;
    }

    /** Subscribes, outside any dialog. */
    public void start(long nowNanos) {
        if (!ended && attempt.isEmpty() && inDialog.isEmpty()) {
            var next = new SubscribeAttempt(host, plan, new Attempt());
            attempt = Optional.of(next);
            next.start(nowNanos);
        }
    }

    public State state() {
        if (ended) {
            return State.ENDED;
        }
        if (timers.isSet(Timer.RETRY)) {
            return State.WAITING_TO_RETRY;
        }
        var subscribers = subscribers();
        if (leaving && !plan.isFetch()) {
            return State.UNSUBSCRIBING;
        }
        if (subscribers.stream().anyMatch(subscriber -> subscriber.state() == Subscriber.State.ACTIVE)) {
            return State.ACTIVE;
        }
        return subscribers.stream().anyMatch(subscriber -> subscriber.state() == Subscriber.State.PENDING)
                ? State.PENDING
                : State.SUBSCRIBING;
    }

    private List<Subscriber> subscribers() {
        return inDialog.map(List::of)
                .or(() -> attempt.map(SubscribeAttempt::subscribers))
                .orElse(List.of());
    }

    /** Asks for the state now (§4.4.3); a subscription that waits is asked for again at once. */
    public void refresh(long nowNanos) {
        if (timers.isSet(Timer.RETRY)) {
            timers.cancel(Timer.RETRY);
            start(nowNanos);
        }
        attempt.ifPresent(running -> running.refresh(nowNanos));
        inDialog.ifPresent(subscriber -> subscriber.refresh(nowNanos));
        host.rearm();
    }

    /** Gives it up; {@link SubscriptionUser#onLost} follows when the last NOTIFY has come, or has not within Timer N, and at once when nothing stands. */
    public void unsubscribe(long nowNanos) {
        if (ended) {
            return;
        }
        leaving = true;
        timers.cancelAll();
        if (attempt.isEmpty() && inDialog.isEmpty()) {
            end(new SubscriptionLoss.Done(), nowNanos);
        } else {
            attempt.ifPresent(running -> running.unsubscribe(nowNanos));
            inDialog.ifPresent(subscriber -> subscriber.unsubscribe(nowNanos));
        }
        host.rearm();
    }

    /** Drops it without a word to the notifier or the user: the stack below closes. */
    public void abandon() {
        ended = true;
        timers.cancelAll();
        attempt.ifPresent(SubscribeAttempt::abandon);
        inDialog.ifPresent(Subscriber::abandon);
    }

    /** Answers a NOTIFY inside the shared dialog; false when it is not for this subscription. */
    public boolean takes(ServerTransaction transaction, SipRequest notify, long nowNanos) {
        return inDialog.filter(subscriber -> subscriber.takes(transaction, notify, nowNanos))
                .isPresent();
    }

    private void onNews(Notification notification, long nowNanos) {
        if (standingSinceNanos.isEmpty() && !notification.subscription().isTerminated()) {
            standingSinceNanos = Optional.of(nowNanos);
        }
        if (!ended) {
            user.onNotification(notification, nowNanos);
        }
    }

    private void onLost(SubscriptionLoss loss, long nowNanos) {
        attempt = Optional.empty();
        if (ended) {
            return;
        }
        // One that is granted and taken away in the same breath, again and again, has not stood.
        standingSinceNanos
                .filter(since -> nowNanos - since >= host.timers().giveUp().toNanos())
                .ifPresent(since -> backoff.onSuccess());
        standingSinceNanos = Optional.empty();
        var retryIn = leaving || !plan.lasting() ? Optional.<Duration>empty() : resubscription.after(loss);
        if (retryIn.isEmpty()) {
            end(leaving && !plan.isFetch() ? new SubscriptionLoss.Done() : loss, nowNanos);
            return;
        }
        timers.set(Timer.RETRY, nowNanos, retryIn.get());
        host.rearm();
        user.onLost(loss, retryIn, nowNanos);
    }

    private void end(SubscriptionLoss loss, long nowNanos) {
        ended = true;
        timers.cancelAll();
        host.rearm();
        user.onLost(loss, Optional.empty(), nowNanos);
    }

    /** The names of the timers now set, for tests. */
    Set<String> armed() {
        var names = new TreeSet<String>();
        timers.armed().forEach(timer -> names.add(timer.name()));
        attempt.ifPresent(running -> running.timers.armed().forEach(timer -> names.add(timer.name())));
        subscribers().forEach(subscriber -> subscriber.timers.armed().forEach(timer -> names.add(timer.name())));
        return names;
    }

    @Override
    public long nextDeadlineNanos() {
        long next = timers.nextDeadlineNanos();
        next = Math.min(next, attempt.map(Timed::nextDeadlineNanos).orElse(NEVER));
        return Math.min(next, inDialog.map(Timed::nextDeadlineNanos).orElse(NEVER));
    }

    @Override
    public void onTime(long nowNanos) {
        if (timers.pollDue(nowNanos).isPresent()) {
            start(nowNanos);
        }
        attempt.ifPresent(running -> running.onTime(nowNanos));
        inDialog.ifPresent(subscriber -> subscriber.onTime(nowNanos));
    }

    private final class Attempt implements SubscribeAttempt.Owner {

        @Override
        public void onNotification(Notification notification, long nowNanos) {
            onNews(notification, nowNanos);
        }

        @Override
        public void onOver(SubscriptionLoss loss, long nowNanos) {
            onLost(loss, nowNanos);
        }
    }

    private final class InDialog implements Subscriber.Owner {

        @Override
        public void onNotification(Subscriber subscriber, Notification notification, long nowNanos) {
            onNews(notification, nowNanos);
        }

        @Override
        public void onOver(Subscriber subscriber, SubscriptionLoss loss, long nowNanos) {
            if (!ended) {
                end(loss, nowNanos);
            }
        }
    }
}
