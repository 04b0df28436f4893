package io.switchhook.phone;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.phone.event.MessageSummary;
import io.switchhook.phone.event.SubscribeOptions;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.phone.internal.event.LineEvents;
import io.switchhook.sip.core.event.EventState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Shows whether messages wait in the mailbox of a line (RFC 3842): a {@link Subscription} to {@code message-summary}. Many PBXes tell their telephones unasked, and refuse to
 * be asked; what the line's own server tells so counts as well. All methods may be called from any thread; listeners are told one at a time, in order.
 *
 * <pre>{@code
 * line.createMessageLamp()
 *         .onChanged(summary -> System.out.println(summary.voice().fresh() + " new messages"))
 *         .start();
 * }</pre>
 */
public final class MessageLamp {
    private final Subscription subscription;
    private final PhoneLine line;
    private final CallbackLane lane;
    /** What the server tells unasked; one object, by which it is known. */
    private final Consumer<EventState> unasked = this::take;

    private final List<Consumer<MessageSummary>> listeners = new CopyOnWriteArrayList<>();
    private volatile Optional<MessageSummary> shown = Optional.empty();

    MessageLamp(PhoneLine line) {
        this.line = line;
        this.lane = line.phone().world().openLane("switchhook-lamp");
        this.subscription = line.createSubscription(
                        LineEvents.MESSAGES, line.account().user(), SubscribeOptions.DEFAULT)
                .onNotified(notice -> notice.state().ifPresent(this::take));
    }

    /** How the server is asked: its state, and why it refuses. */
    public Subscription subscription() {
        return subscription;
    }

    /** What was told last; empty while nothing was. */
    public Optional<MessageSummary> summary() {
        return shown;
    }

    /** Tells each change, and what is told first. Add it before {@link #start}. */
    public MessageLamp onChanged(Consumer<MessageSummary> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** Begins to watch; once. A refusal says nothing of what the server tells unasked. */
    public CompletableFuture<SubscribeOutcome> start() {
        line.engine().loop().post(() -> line.engine().events().addMessageLamp(unasked));
        return subscription.start();
    }

    /** Watches no more. */
    public CompletableFuture<Void> end() {
        line.engine().loop().post(() -> line.engine().events().removeMessageLamp(unasked));
        return subscription.end();
    }

    /** From any thread. */
    private void take(EventState state) {
        if (state.type().is("application", "simple-message-summary")) {
            lane.submit(() -> MessageSummary.parse(state.text()).ifPresent(this::show));
        }
    }

    private void show(MessageSummary summary) {
        if (!shown.filter(summary::equals).isPresent()) {
            shown = Optional.of(summary);
            listeners.forEach(listener -> lane.submit(() -> listener.accept(summary)));
        }
    }

    @Override
    public String toString() {
        return "mailbox of " + line.account().address() + ": "
                + shown.map(Object::toString).orElse("unknown");
    }
}
