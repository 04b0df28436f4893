package io.switchhook.phone;

import io.switchhook.phone.internal.event.FeedEngine;
import io.switchhook.sip.core.event.EventPackage;
import io.switchhook.sip.core.event.EventState;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A state of a line that others may follow: each gets it when they subscribe and whenever it changes (RFC 6665 §4.2). All methods may be called from any thread. */
public final class EventFeed {
    private final PhoneLine line;
    private final FeedEngine engine;

    EventFeed(PhoneLine line, EventPackage served, Consumer<IncomingSubscription> policy) {
        this.line = line;
        this.engine =
                new FeedEngine(line.engine(), served, asked -> policy.accept(new IncomingSubscription(this, asked)));
    }

    public EventPackage eventPackage() {
        return engine.served();
    }

    /** The state is this from now on; those who follow are told, at the pace of the package's limits, of the newest. */
    public EventFeed update(EventState state) {
        var next = Optional.of(Objects.requireNonNull(state, "state"));
        post(now -> engine.update(next, now));
        return this;
    }

    /** There is no state any more; those who follow are told so by a NOTIFY without body. */
    public EventFeed clear() {
        post(now -> engine.update(Optional.empty(), now));
        return this;
    }

    /** How many follow it now. */
    public CompletableFuture<Integer> followers() {
        return Outcomes.ask(line.engine().phone(), 0, (done, now) -> done.accept(engine.followers()));
    }

    /** Serves it no longer: those who follow are told that it is gone, and not to ask again ({@code noresource}). */
    public void end() {
        post(engine::end);
    }

    void post(LongConsumer task) {
        var loop = line.engine().loop();
        loop.post(() -> task.accept(loop.nowNanos()));
    }

    FeedEngine engine() {
        return engine;
    }
}
