package io.switchhook.phone;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.phone.event.SubscribeOptions;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.phone.event.SubscriptionState;
import io.switchhook.stack.conference.ConferenceInfo;
import io.switchhook.stack.conference.ConferenceTable;
import io.switchhook.stack.conference.ConferenceTeller;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Shows who is in a conference that somebody else mixes (RFC 4575): a {@link Subscription} to the event package {@code conference}, with what its documents say, whole and partial.
 * What was missed is asked for. All methods may be called from any thread; listeners are told one at a time, in order.
 *
 * <pre>{@code
 * var roster = line.createConferenceRoster("800")
 *         .onChanged(change -> change.joined().forEach(user -> System.out.println(user.entity() + " has come")));
 * roster.start().join();
 * }</pre>
 */
public final class ConferenceRoster {
    /** RFC 4575 §3.8: one dialog alone, also where the SUBSCRIBE forks. */
    private static final SubscribeOptions OPTIONS = SubscribeOptions.DEFAULT.accepting(ConferenceTeller.BODY_TYPE);

    private final Subscription subscription;
    private final String target;
    private final CallbackLane lane;
    private final List<Consumer<RosterChange>> listeners = new CopyOnWriteArrayList<>();
    /** Used on the lane of the subscription. */
    private final ConferenceTable table = new ConferenceTable();

    private volatile Optional<ConferenceInfo> shown = Optional.empty();

    ConferenceRoster(PhoneLine line, String target) {
        this(line, target, line.createSubscription(ConferenceTeller.PACKAGE, target, OPTIONS));
    }

    ConferenceRoster(Call call) {
        this(call.line(), call.remoteNumber(), Subscription.inside(call, ConferenceTeller.PACKAGE, OPTIONS));
    }

    private ConferenceRoster(PhoneLine line, String target, Subscription subscription) {
        this.target = target;
        this.lane = line.phone().world().openLane("switchhook-roster");
        this.subscription = subscription.onNotified(this::onNotified).onStateChanged(this::onStateChanged);
    }

    /** The conference, as given; that of a call is the number of its other side. */
    public String target() {
        return target;
    }

    /** How the server is asked: its state, and why it refuses. It is {@link SubscriptionState#PENDING} while we have called and are not in the conference yet. */
    public Subscription subscription() {
        return subscription;
    }

    /** The conference and who is in it; empty while nothing is known, and when it is over. */
    public Optional<ConferenceInfo> conference() {
        return shown;
    }

    /** Tells each change, and what is told first. Add it before {@link #start}. */
    public ConferenceRoster onChanged(Consumer<RosterChange> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** Begins to watch; once. */
    public CompletableFuture<SubscribeOutcome> start() {
        return subscription.start();
    }

    /** Watches no more. */
    public CompletableFuture<Void> end() {
        return subscription.end();
    }

    private void onNotified(EventNotice notice) {
        notice.state()
                .filter(state -> state.type().is("application", "conference-info+xml"))
                .ifPresent(state -> take(state.text(), notice.last()));
    }

    private void take(String document, boolean last) {
        switch (table.take(document)) {
            case TAKEN, DISCARDED -> {}
            case MISSED -> subscription.refresh();
            case OVER -> {
                if (!last) {
                    // RFC 4575 §4.6.
                    subscription.end();
                }
            }
        }
        show();
    }

    /** What was told holds as long as its subscription. */
    private void onStateChanged(SubscriptionChange change) {
        if (change.state() == SubscriptionState.RETRYING || change.state() == SubscriptionState.ENDED) {
            table.forget();
            show();
        }
    }

    private void show() {
        var before = shown;
        var now = table.info();
        if (!now.equals(before)) {
            shown = now;
            var change = new RosterChange(this, before, now);
            listeners.forEach(listener -> lane.submit(() -> listener.accept(change)));
        }
    }

    @Override
    public String toString() {
        return "roster of " + target;
    }
}
