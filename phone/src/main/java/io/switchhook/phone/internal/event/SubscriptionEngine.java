package io.switchhook.phone.internal.event;

import io.switchhook.base.text.Printable;
import io.switchhook.phone.event.SubscribeOptions;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.phone.event.SubscriptionState;
import io.switchhook.phone.internal.words.EndingWords;
import io.switchhook.sip.core.event.EventSubscription;
import io.switchhook.sip.core.event.Notification;
import io.switchhook.sip.core.event.SubscriptionLoss;
import io.switchhook.sip.core.event.SubscriptionPlan;
import io.switchhook.sip.core.event.SubscriptionUser;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.stack.CallHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One subscription of a line on the signalling loop. */
public final class SubscriptionEngine implements SubscriptionUser {
    private final EventLine line;
    private final SubscriptionFace face;
    private final SubscriptionPlan plan;
    private final CallHost host;
    private final EventSubscription subscription;
    private Optional<Consumer<SubscribeOutcome>> first = Optional.empty();
    private final List<Runnable> ending = new ArrayList<>();
    private SubscriptionState state = SubscriptionState.NOT_STARTED;

    public SubscriptionEngine(
            EventLine line, SubscriptionFace face, String eventPackage, String target, SubscribeOptions options) {
        // First, since it may refuse the target.
        var uri = line.resolve(target, SipMethod.SUBSCRIBE);
        this.line = line;
        this.face = face;
        this.host = line.newHost();
        this.plan = new SubscriptionPlan(
                uri,
                host.identity().address(),
                new EventHeader(eventPackage, options.id(), Parameters.EMPTY),
                options.expires(),
                options.accept(),
                options.filter(),
                options.forks(),
                options.lasting());
        this.subscription = EventSubscription.of(host, plan, this);
    }

    public void start(Consumer<SubscribeOutcome> result, long nowNanos) {
        if (state != SubscriptionState.NOT_STARTED || line.isClosing()) {
            result.accept(new SubscribeOutcome.Closed());
            return;
        }
        first = Optional.of(result);
        line.givePublicAddress(host);
        line.events().add(this);
        host.add(subscription);
        become(SubscriptionState.SUBSCRIBING, "", Optional.empty());
        subscription.start(nowNanos);
        host.rearm();
    }

    public void refresh(long nowNanos) {
        if (isOpen()) {
            subscription.refresh(nowNanos);
        }
    }

    public void end(Runnable done, long nowNanos) {
        if (!isOpen()) {
            state = SubscriptionState.ENDED;
            face.show(state);
            done.run();
            return;
        }
        ending.add(done);
        become(SubscriptionState.UNSUBSCRIBING, "", Optional.empty());
        subscription.unsubscribe(nowNanos);
    }

    /** The phone closes: nothing more is waited for. */
    void abandon() {
        if (isOpen()) {
            subscription.abandon();
            onOver("The phone was closed.");
        }
    }

    private boolean isOpen() {
        return state != SubscriptionState.NOT_STARTED && state != SubscriptionState.ENDED;
    }

    @Override
    public void onNotification(Notification notification, long nowNanos) {
        boolean last = notification.subscription().isTerminated();
        face.onNotice(notification.dialog().remoteTag(), notification.state(), last);
        if (!last && state != SubscriptionState.UNSUBSCRIBING) {
            boolean active = subscription.state() == EventSubscription.State.ACTIVE;
            become(active ? SubscriptionState.ACTIVE : SubscriptionState.PENDING, "", Optional.empty());
            settle(active ? new SubscribeOutcome.Active(notification.state()) : new SubscribeOutcome.Pending());
        } else if (plan.expires().isZero()) {
            settle(new SubscribeOutcome.Fetched(notification.state()));
        }
    }

    @Override
    public void onLost(SubscriptionLoss loss, Optional<Duration> retryIn, long nowNanos) {
        var words = wordsFor(loss);
        settle(outcomeOf(loss, words, retryIn));
        if (retryIn.isPresent()) {
            become(SubscriptionState.RETRYING, words, retryIn);
        } else {
            onOver(words);
        }
    }

    private void onOver(String words) {
        settle(new SubscribeOutcome.Closed());
        become(SubscriptionState.ENDED, words, Optional.empty());
        host.close();
        ending.forEach(Runnable::run);
        ending.clear();
        line.events().remove(this);
    }

    private static SubscribeOutcome outcomeOf(SubscriptionLoss loss, String words, Optional<Duration> retryIn) {
        return switch (loss.kind()) {
            case REFUSED -> {
                var response = ((SubscriptionLoss.Refused) loss).response();
                yield new SubscribeOutcome.Refused(response.status(), EndingWords.reasonOf(response), retryIn);
            }
            case UNANSWERED, NOT_NOTIFIED, EXPIRED, DIALOG_OVER -> new SubscribeOutcome.Unreachable(words, retryIn);
            case TERMINATED -> new SubscribeOutcome.Terminated(words, retryIn);
            case DONE -> new SubscribeOutcome.Closed();
        };
    }

    private String wordsFor(SubscriptionLoss loss) {
        return switch (loss.kind()) {
            case DONE -> "";
            case REFUSED -> {
                var response = ((SubscriptionLoss.Refused) loss).response();
                yield response.status() + " " + EndingWords.reasonOf(response);
            }
            case UNANSWERED ->
                ((SubscriptionLoss.Unanswered) loss).failure() == ClientFailure.TIMEOUT
                        ? "The other side did not answer."
                        : EndingWords.because("The other side could not be reached.", host.trouble());
            case NOT_NOTIFIED -> "The other side accepted, but told nothing in time.";
            case TERMINATED ->
                Printable.escape(((SubscriptionLoss.Terminated) loss).reason().orElse(""));
            case EXPIRED -> "It could not be refreshed in time.";
            case DIALOG_OVER -> "The call that it was part of is over.";
        };
    }

    private void settle(SubscribeOutcome outcome) {
        var waiting = first;
        first = Optional.empty();
        waiting.ifPresent(result -> result.accept(outcome));
    }

    private void become(SubscriptionState next, String reason, Optional<Duration> retryIn) {
        if (state == next) {
            return;
        }
        var previous = state;
        state = next;
        face.onState(previous, next, reason, retryIn);
    }
}
