package io.switchhook.phone;

import io.switchhook.sip.core.event.EventState;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** A state of a line that its server tells to whoever follows it there (RFC 3903): refreshed by itself until {@link #remove}. All methods may be called from any thread. */
public final class Publication {
    private final PhoneLine line;
    private final PublicationEngine engine;

    Publication(PhoneLine line, String eventPackage) {
        this.line = line;
        this.engine = new PublicationEngine(line.engine(), eventPackage);
    }

    public PhoneLine line() {
        return line;
    }

    /** Publishes a state in the place of the one before it. The future completes with the first result for it, or for a newer one. */
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
}
