package io.switchhook.phone;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.phone.event.SubscribeOptions;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.phone.event.SubscriptionState;
import io.switchhook.phone.internal.event.SubscriptionEngine;
import io.switchhook.phone.internal.event.SubscriptionFace;
import io.switchhook.sip.core.event.EventState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Follows the state of something at another side, in any event package (RFC 6665): refreshed by itself, and asked for again when it was lost, until {@link #end}. All
 * methods may be called from any thread; listeners are told one at a time, in order.
 */
public final class Subscription {
    private final PhoneLine line;
    private final String eventPackage;
    private final SubscriptionEngine engine;
    private final CallbackLane lane;
    private final List<Consumer<EventNotice>> onNotice = new CopyOnWriteArrayList<>();
    private final List<Consumer<SubscriptionChange>> onState = new CopyOnWriteArrayList<>();
    private volatile SubscriptionState state = SubscriptionState.NOT_STARTED;

    Subscription(PhoneLine line, String eventPackage, String target, SubscribeOptions options) {
        this(line, eventPackage, face -> SubscriptionEngine.of(line.engine(), face, eventPackage, target, options));
    }

    private Subscription(PhoneLine line, String eventPackage, Function<SubscriptionFace, SubscriptionEngine> engine) {
        this.line = line;
        this.eventPackage = eventPackage;
        this.engine = engine.apply(new Face());
        this.lane = line.phone().world().openLane("switchhook-subscription");
    }

    /** To the conference that the other side of this call mixes. */
    static Subscription inside(Call call, String eventPackage, SubscribeOptions options) {
        var line = call.line();
        return new Subscription(
                line,
                eventPackage,
                face -> SubscriptionEngine.inside(
                        line.engine(), face, eventPackage, call.engine().guests(), options));
    }

    public PhoneLine line() {
        return line;
    }

    public String eventPackage() {
        return eventPackage;
    }

    public SubscriptionState state() {
        return state;
    }

    /** Tells each state that the other side sends, the first too. Add it before {@link #start}. */
    public Subscription onNotified(Consumer<EventNotice> listener) {
        onNotice.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    public Subscription onStateChanged(Consumer<SubscriptionChange> listener) {
        onState.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** Subscribes; once. The future completes with the first result. */
    public CompletableFuture<SubscribeOutcome> start() {
        return Outcomes.ask(line.engine().phone(), new SubscribeOutcome.Closed(), engine::start);
    }

    /** Asks for the state now; one that waits is asked for again at once. */
    public void refresh() {
        var loop = line.engine().loop();
        loop.post(() -> engine.refresh(loop.nowNanos()));
    }

    /** Gives it up; the future completes when the other side has said its last word, or has not in time. */
    public CompletableFuture<Void> end() {
        return Outcomes.await(line.engine().phone(), engine::end);
    }

    private final class Face implements SubscriptionFace {
        @Override
        public void onNotice(String source, Optional<EventState> told, boolean last) {
            var notice = new EventNotice(Subscription.this, source, told, last);
            onNotice.forEach(listener -> lane.submit(() -> listener.accept(notice)));
        }

        @Override
        public void onState(
                SubscriptionState previous, SubscriptionState next, String reason, Optional<Duration> retryIn) {
            show(next);
            var change = new SubscriptionChange(Subscription.this, previous, next, reason, retryIn);
            onState.forEach(listener -> lane.submit(() -> listener.accept(change)));
        }

        @Override
        public void show(SubscriptionState shown) {
            state = shown;
        }
    }

    @Override
    public String toString() {
        return "subscription to " + eventPackage + " (" + state + ")";
    }
}
