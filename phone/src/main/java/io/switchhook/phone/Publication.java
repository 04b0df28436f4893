package io.switchhook.phone;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.phone.event.PublicationOutcome;
import io.switchhook.phone.event.PublicationState;
import io.switchhook.phone.internal.event.PublicationEngine;
import io.switchhook.sip.core.event.EventState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A state of a line that its server tells to whoever follows it there (RFC 3903): refreshed by itself until {@link #remove}. All methods may be called from any thread; listeners
 * are told one at a time, in order.
 */
public final class Publication {
    private final PhoneLine line;
    private final String eventPackage;
    private final PublicationEngine engine;
    private final CallbackLane lane;
    private final List<Consumer<PublicationChange>> onState = new CopyOnWriteArrayList<>();
    private volatile PublicationState state = PublicationState.NOT_PUBLISHED;

    Publication(PhoneLine line, String eventPackage) {
        this.line = line;
        this.eventPackage = eventPackage;
        this.lane = line.phone().world().openLane("switchhook-publication");
        this.engine = new PublicationEngine(line.engine(), this::onState, eventPackage);
    }

    public PhoneLine line() {
        return line;
    }

    /** What was published last, and whether it stands. */
    public PublicationState state() {
        return state;
    }

    /** Tells every change of {@link #state}: that a state which stood is lost, for one, and that it is back. */
    public Publication onStateChanged(Consumer<PublicationChange> listener) {
        onState.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Publishes a state in the place of the one before it. The future completes with the first result for it, or for a newer one; what becomes of it later is told by
     * {@link #onStateChanged}.
     */
    public CompletableFuture<PublicationOutcome> publish(EventState state) {
        Objects.requireNonNull(state, "state");
        return Outcomes.ask(
                line.engine().phone(),
                new PublicationOutcome.Closed(),
                (done, now) -> engine.publish(state, done, now));
    }

    /** Removes the state; the future completes when the server has answered or did not in time, or with the result for a state that is published after it. */
    public CompletableFuture<Void> remove() {
        return Outcomes.await(line.engine().phone(), engine::remove);
    }

    private void onState(
            PublicationState previous,
            PublicationState next,
            Optional<Integer> status,
            String reason,
            Optional<Duration> retryIn) {
        state = next;
        var change = new PublicationChange(this, previous, next, status, reason, retryIn);
        onState.forEach(listener -> lane.submit(() -> listener.accept(change)));
    }

    @Override
    public String toString() {
        return "publication of " + eventPackage + " (" + state + ")";
    }
}
