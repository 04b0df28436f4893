package io.switchhook.phone;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.phone.event.LampState;
import io.switchhook.phone.event.SubscribeOptions;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.phone.event.SubscriptionState;
import io.switchhook.phone.event.WatchedCall;
import io.switchhook.phone.internal.event.DialogDocument;
import io.switchhook.phone.internal.event.DialogTable;
import io.switchhook.sip.core.event.EventState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Shows whether somebody is free, rings or talks, as the lamps of a telephone with keys for colleagues do (RFC 4235): a {@link Subscription} to the event package
 * {@code dialog}, with what its documents say. All methods may be called from any thread; listeners are told one at a time, in order.
 *
 * <pre>{@code
 * var lamp = line.createBusyLamp("853").onChanged(change -> System.out.println("853 is " + change.state()));
 * lamp.start().join();
 * }</pre>
 */
public final class BusyLamp {
    private static final String BODY_TYPE = "application/dialog-info+xml";

    private record Shown(LampState state, List<WatchedCall> calls) {}

    private final Subscription subscription;
    private final String target;
    private final CallbackLane lane;
    private final List<Consumer<LampChange>> listeners = new CopyOnWriteArrayList<>();
    /** By the sender: where a SUBSCRIBE forks, each telephone tells of its own calls (RFC 4235 §3.9). Used on the lane of the subscription. */
    private final Map<String, DialogTable> tables = new LinkedHashMap<>();

    private volatile Shown shown = new Shown(LampState.UNKNOWN, List.of());

    BusyLamp(PhoneLine line, String target) {
        this.target = target;
        this.lane = line.phone().world().openLane("switchhook-lamp");
        this.subscription = line.createSubscription(
                        "dialog",
                        target,
                        SubscribeOptions.DEFAULT.accepting(BODY_TYPE).followingAll())
                .onNotified(this::onNotified)
                .onStateChanged(this::onStateChanged);
    }

    /** Whom it watches, as given. */
    public String target() {
        return target;
    }

    /** How the server is asked: its state, and why it refuses. */
    public Subscription subscription() {
        return subscription;
    }

    public LampState state() {
        return shown.state;
    }

    /** The calls that the server tells of; several telephones of one extension may be in calls at once. */
    public List<WatchedCall> calls() {
        return shown.calls;
    }

    /** Tells each change. Add it before {@link #start}. */
    public BusyLamp onChanged(Consumer<LampChange> listener) {
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
        if (notice.last()) {
            tables.remove(notice.source());
        } else {
            notice.state()
                    .filter(state -> state.type().is("application", "dialog-info+xml"))
                    .map(EventState::text)
                    .flatMap(DialogDocument::read)
                    .ifPresent(document -> take(notice.source(), document));
        }
        show();
    }

    private void take(String source, DialogDocument document) {
        var table = tables.computeIfAbsent(source, any -> new DialogTable());
        table.take(document);
        if (table.wantsAll()) {
            subscription.refresh();
        }
    }

    /** What was told holds as long as its subscription. */
    private void onStateChanged(SubscriptionChange change) {
        boolean lost = change.state() == SubscriptionState.RETRYING || change.state() == SubscriptionState.ENDED;
        if (lost) {
            tables.clear();
            show();
        }
    }

    private void show() {
        var calls = tables.values().stream()
                .flatMap(table -> table.calls().stream())
                .toList();
        var now = new Shown(tables.isEmpty() ? LampState.UNKNOWN : stateOf(calls), calls);
        var before = shown;
        if (!now.equals(before)) {
            shown = now;
            var change = new LampChange(this, before.state, now.state, calls);
            listeners.forEach(listener -> lane.submit(() -> listener.accept(change)));
        }
    }

    private static LampState stateOf(List<WatchedCall> calls) {
        if (calls.isEmpty()) {
            return LampState.IDLE;
        }
        return calls.stream().allMatch(WatchedCall::rings) ? LampState.RINGING : LampState.BUSY;
    }

    @Override
    public String toString() {
        return target + ": " + shown.state;
    }
}
