package io.switchhook.sip.core.event;

import io.switchhook.base.timer.Timed;
import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.DialogUser;
import io.switchhook.sip.core.usage.UsageHost;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A SUBSCRIBE outside any dialog and what becomes of it: each notifier that it reaches opens a dialog with its first NOTIFY, which may come before the answer (RFC 6665
 * §4.1.2.4, §4.4.1).
 */
final class SubscribeAttempt implements Timed, DialogUser, ClientUser, Subscriber.Owner {

    enum Timer {
        N
    }

    interface Owner {
        void onNotification(Notification notification, long nowNanos);

        /** No notifier is left. Told once, last. */
        void onOver(SubscriptionLoss loss, long nowNanos);
    }

    /** More notifiers than this on one SUBSCRIBE are turned away. */
    private static final int MAX_FORKS = 16;

    private static final int MAX_INTERVAL_CHANGES = 2;

    private final UsageHost host;
    private final SubscriptionPlan plan;
    private final Owner owner;
    private final String callId;
    private final String tag;
    private final List<Subscriber> subscribers = new ArrayList<>();
    final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private Optional<SubscriptionLoss> lastLoss = Optional.empty();
    private Duration lifetime;
    private long sequence;
    private int intervalChanges;
    private int dialogs;
    private boolean leaving;
    private boolean over;

    SubscribeAttempt(UsageHost host, SubscriptionPlan plan, Owner owner) {
        this.host = host;
        this.plan = plan;
        this.owner = owner;
        this.lifetime = plan.expires();
        // §4.1.2.2: each attempt is unrelated to the one before.
        this.callId = host.randomness().nextToken(24);
        this.tag = host.randomness().nextToken(10);
    }

    List<Subscriber> subscribers() {
        return subscribers;
    }

    void start(long nowNanos) {
        host.awaitNotify(callId, tag, this);
        send(nowNanos);
    }

    private void send(long nowNanos) {
        timers.set(Timer.N, nowNanos, host.timers().giveUp());
        var subscribe = plan.opening(callId, tag, ++sequence);
        plan.fill(subscribe, lifetime);
        host.send(subscribe, () -> ++sequence, this, nowNanos);
        host.rearm();
    }

    /** What stands is given up; what does not yet, as soon as it does. */
    void unsubscribe(long nowNanos) {
        leaving = true;
        List.copyOf(subscribers).forEach(subscriber -> subscriber.unsubscribe(nowNanos));
    }

    void refresh(long nowNanos) {
        List.copyOf(subscribers).forEach(subscriber -> subscriber.refresh(nowNanos));
    }

    /** It is over without a word to anybody. */
    void abandon() {
        List.copyOf(subscribers).forEach(Subscriber::abandon);
        subscribers.clear();
        expectNoMore();
        over = true;
    }

    // --- the answer -----------------------------------------------------------------------------------------------

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        if (over || response.isProvisional()) {
            return;
        }
        if (response.isSuccess()) {
            lifetime = Subscriber.grantedBy(response, lifetime);
            subscribers.forEach(subscriber -> subscriber.onGrantedLate(lifetime, nowNanos));
            return;
        }
        if (dialogs > 0) {
            // Some notifier has taken it all the same.
            return;
        }
        var longer = Subscriber.longerInterval(response, lifetime);
        if (!leaving && !plan.isFetch() && longer.compareTo(lifetime) > 0 && intervalChanges++ < MAX_INTERVAL_CHANGES) {
            lifetime = longer;
            send(nowNanos);
        } else {
            end(leaving ? new SubscriptionLoss.Done() : new SubscriptionLoss.Refused(response, false), nowNanos);
        }
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        if (!over && dialogs == 0) {
            end(leaving ? new SubscriptionLoss.Done() : new SubscriptionLoss.Unanswered(failure), nowNanos);
        }
    }

    // --- NOTIFYs that open dialogs --------------------------------------------------------------------------------

    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request, long nowNanos) {
        if (!request.method().equals(SipMethod.NOTIFY) || dialogs >= MAX_FORKS) {
            refuse(transaction, request, 481, "Subscription Does Not Exist", nowNanos);
            return;
        }
        if (!EventNames.match(plan.event(), request)) {
            refuse(transaction, request, 489, "Bad Event", nowNanos);
            return;
        }
        var dialog = Dialog.ofServer(request, tag);
        dialog.sequenceUsed(sequence);
        var own = new EventDialog(host, dialog);
        var subscriber = new Subscriber(own, plan, lifetime, this);
        own.readBy(subscriber);
        subscribers.add(subscriber);
        dialogs++;
        if (plan.forks() == ForkPolicy.FIRST) {
            expectNoMore();
        }
        subscriber.adopt(nowNanos);
        own.onRequest(transaction, request, nowNanos);
        if (leaving) {
            subscriber.unsubscribe(nowNanos);
        }
    }

    private void refuse(ServerTransaction transaction, SipRequest request, int status, String reason, long nowNanos) {
        transaction.respond(host.answering(request, status, reason).build(), nowNanos);
    }

    private void expectNoMore() {
        timers.cancel(Timer.N);
        host.awaitNoNotify(callId, tag);
    }

    @Override
    public void onNotification(Subscriber subscriber, Notification notification, long nowNanos) {
        owner.onNotification(notification, nowNanos);
    }

    @Override
    public void onOver(Subscriber subscriber, SubscriptionLoss loss, long nowNanos) {
        subscribers.remove(subscriber);
        lastLoss = Optional.of(loss);
        if (subscribers.isEmpty() && !timers.isSet(Timer.N)) {
            end(loss, nowNanos);
        }
    }

    // --- time -----------------------------------------------------------------------------------------------------

    @Override
    public long nextDeadlineNanos() {
        long next = timers.nextDeadlineNanos();
        for (var subscriber : subscribers) {
            next = Math.min(next, subscriber.nextDeadlineNanos());
        }
        return next;
    }

    @Override
    public void onTime(long nowNanos) {
        if (timers.pollDue(nowNanos).isPresent()) {
            expectNoMore();
            if (subscribers.isEmpty()) {
                end(
                        leaving ? new SubscriptionLoss.Done() : lastLoss.orElseGet(SubscriptionLoss.NotNotified::new),
                        nowNanos);
            }
        }
        List.copyOf(subscribers).forEach(subscriber -> subscriber.onTime(nowNanos));
    }

    private void end(SubscriptionLoss loss, long nowNanos) {
        if (!over) {
            over = true;
            expectNoMore();
            owner.onOver(loss, nowNanos);
        }
    }

    @Override
    public void onAck(SipRequest ack, long nowNanos) {
        // Nothing here is acknowledged.
    }

    @Override
    public void onCancel(ServerTransaction invite, SipRequest cancel, long nowNanos) {
        // RFC 6665 §4.6.
    }
}
