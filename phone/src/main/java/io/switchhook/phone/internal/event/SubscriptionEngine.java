package io.switchhook.phone.internal.event;

import io.switchhook.base.loop.Alarm;
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
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One subscription of a line on the signalling loop. */
public final class SubscriptionEngine implements SubscriptionUser {
    /** RFC 5057: who is told that the call is over says by itself that nothing more will come. */
    private static final Duration AFTER_CALL = Duration.ofSeconds(5);

    private final EventLine line;
    private final SubscriptionFace face;
    private final String eventPackage;
    private final SubscribeOptions options;
    private final CallHost host;
    /** Where to ask, outside of any dialog; a call says it when we ask. */
    private final Optional<Uri> target;
    /** The dialog of the call that we ask in. */
    private final Optional<SharedDialog> call;

    private Optional<EventSubscription> subscription = Optional.empty();
    private boolean inside;
    private final Alarm patience;
    private Optional<Consumer<SubscribeOutcome>> first = Optional.empty();
    private final List<Runnable> ending = new ArrayList<>();
    private SubscriptionState state = SubscriptionState.NOT_STARTED;

    private SubscriptionEngine(
            EventLine line,
            SubscriptionFace face,
            String eventPackage,
            SubscribeOptions options,
            Optional<Uri> target,
            Optional<SharedDialog> call) {
        this.line = line;
        this.face = face;
        this.eventPackage = eventPackage;
        this.options = options;
        this.target = target;
        this.call = call;
        this.host = line.newHost();
        this.patience = line.loop().alarm(() -> end(() -> {}, line.loop().nowNanos()));
    }

    /** Follows the state of what has that address. */
    public static SubscriptionEngine of(
            EventLine line, SubscriptionFace face, String eventPackage, String target, SubscribeOptions options) {
        var uri = line.resolve(target, SipMethod.SUBSCRIBE);
        return new SubscriptionEngine(line, face, eventPackage, options, Optional.of(uri), Optional.empty());
    }

    /**
     * Follows the conference that the other side of a call mixes, as long as the call lasts: inside the dialog of the call, whose other side may know nobody else. Where its
     * Contact is a GRUU (RFC 6665 §4.5.2), or it shares no dialogs, it is asked at that Contact.
     */
    public static SubscriptionEngine inside(
            EventLine line, SubscriptionFace face, String eventPackage, SharedDialog call, SubscribeOptions options) {
        return new SubscriptionEngine(line, face, eventPackage, options, Optional.empty(), Optional.of(call));
    }

    private SubscriptionPlan plan(Uri asked) {
        return new SubscriptionPlan(
                asked,
                host.identity().address(),
                new EventHeader(eventPackage, options.id(), Parameters.EMPTY),
                options.expires(),
                options.accept(),
                options.filter(),
                options.forks(),
                options.lasting());
    }

    public void start(Consumer<SubscribeOutcome> result, long nowNanos) {
        if (state != SubscriptionState.NOT_STARTED || line.isClosing()) {
            result.accept(new SubscribeOutcome.Closed());
            return;
        }
        first = Optional.of(result);
        line.events().add(this);
        call.ifPresent(shared -> shared.add(this));
        become(SubscriptionState.SUBSCRIBING, "", Optional.empty());
        target.ifPresentOrElse(uri -> beginOutside(uri, nowNanos), () -> beginInside(call.orElseThrow(), nowNanos));
    }

    private void beginOutside(Uri uri, long nowNanos) {
        inside = false;
        line.givePublicAddress(host);
        var begun = EventSubscription.of(host, plan(uri), this);
        subscription = Optional.of(begun);
        host.add(begun);
        begun.start(nowNanos);
        host.rearm();
    }

    private void beginInside(SharedDialog shared, long nowNanos) {
        var conference = shared.conference();
        var dialog = shared.dialog();
        if (conference.isEmpty() || dialog.isEmpty()) {
            var words = "The other side of the call does not say that it mixes a conference.";
            settle(new SubscribeOutcome.Unreachable(words, Optional.empty()));
            onOver(words);
        } else if (conference.get() instanceof SipUri sip && sip.gruu()) {
            beginOutside(sip, nowNanos);
        } else {
            inside = true;
            var begun = EventSubscription.inDialog(dialog.get(), plan(conference.get()), this, nowNanos);
            if (inside && isOpen()) {
                subscription = Optional.of(begun);
                shared.host().add(begun);
            }
        }
    }

    /** Answers a NOTIFY inside the dialog of the call; false when it is not for this subscription. */
    public boolean takes(ServerTransaction transaction, SipRequest notify, long nowNanos) {
        return inside
                && subscription
                        .filter(running -> running.takes(transaction, notify, nowNanos))
                        .isPresent();
    }

    public void refresh(long nowNanos) {
        if (isOpen()) {
            subscription.ifPresent(running -> running.refresh(nowNanos));
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
        subscription.ifPresent(running -> running.unsubscribe(nowNanos));
    }

    /** Its call is over: it is given up, inside the dialog only if the other side does not end it. */
    public void onCallOver(long nowNanos) {
        if (inside && isOpen()) {
            patience.set(nowNanos + AFTER_CALL.toNanos());
        } else {
            end(() -> {}, nowNanos);
        }
    }

    /** The phone closes: nothing more is waited for. */
    void abandon() {
        if (isOpen()) {
            subscription.ifPresent(EventSubscription::abandon);
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
            boolean active = subscription
                    .filter(running -> running.state() == EventSubscription.State.ACTIVE)
                    .isPresent();
            become(active ? SubscriptionState.ACTIVE : SubscriptionState.PENDING, "", Optional.empty());
            settle(active ? new SubscribeOutcome.Active(notification.state()) : new SubscribeOutcome.Pending());
        } else if (options.expires().isZero()) {
            settle(new SubscribeOutcome.Fetched(notification.state()));
        }
    }

    @Override
    public void onLost(SubscriptionLoss loss, Optional<Duration> retryIn, long nowNanos) {
        if (inside && first.isPresent() && loss.kind() == SubscriptionLoss.Kind.REFUSED && isElsewhere(nowNanos)) {
            return;
        }
        var words = wordsFor(loss);
        settle(outcomeOf(loss, words, retryIn));
        if (retryIn.isPresent()) {
            become(SubscriptionState.RETRYING, words, retryIn);
        } else {
            onOver(words);
        }
    }

    /** A focus that shares no dialogs is asked at the address of its conference (RFC 4579 §4.2). */
    private boolean isElsewhere(long nowNanos) {
        var conference =
                call.filter(shared -> state == SubscriptionState.SUBSCRIBING).flatMap(SharedDialog::conference);
        conference.ifPresent(uri -> {
            leaveDialog();
            beginOutside(uri, nowNanos);
        });
        return conference.isPresent();
    }

    private void leaveDialog() {
        call.ifPresent(shared -> subscription.ifPresent(shared.host()::remove));
    }

    private void onOver(String words) {
        settle(new SubscribeOutcome.Closed());
        become(SubscriptionState.ENDED, words, Optional.empty());
        patience.cancel();
        leaveDialog();
        call.ifPresent(shared -> shared.remove(this));
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
