package io.switchhook.services;

import io.switchhook.pbx.CallTarget;
import io.switchhook.phone.IncomingCall;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * A queue for callers, with agents who take them: a call centre. Who calls is answered, waits with music, and is connected with an agent when one is free; then the queue is out of
 * the call. Who has come first is the first, also when an agent did not take him.
 *
 * <pre>{@code
 * var queue = CallQueue.of(QueueSettings.of("853", "895").withWrapUp(Duration.ofSeconds(20)).withOtherwise("858"));
 * services.open("700", queue).join();
 * }</pre>
 *
 * <p>Agents see who waits, behind the name of the queue ({@link QueueSettings#withName}), and call back from the history of their telephones; {@code Subject} and {@code
 * X-Queue-Caller} of the INVITE say it too. Of a caller who wants to stay unknown they see the number of the queue. When they have answered, their telephones are told who is
 * there, as after any transfer. An agent who is in another call is not called. Any thread may call any method; a queue can be opened once.
 */
public final class CallQueue implements Service {
    private final QueueSettings settings;
    private final List<Consumer<QueueEvent>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<WaitingRoom> opened = new CompletableFuture<>();

    private CallQueue(QueueSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    public static CallQueue of(QueueSettings settings) {
        return new CallQueue(settings);
    }

    public QueueSettings settings() {
        return settings;
    }

    /** Tells what happens, one after the other, on a lane of the queue. */
    public CallQueue onEvent(Consumer<QueueEvent> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Somebody takes calls from now on, from a pause too; who was no agent of the settings is one until the queue is closed.
     *
     * @throws IllegalArgumentException when that can be no extension
     */
    public void login(String agent) {
        CallTarget.extension(agent);
        order((book, now) -> book.login(agent, now));
    }

    /** Takes no more calls; one that he talks in goes on, one that rings there stops. Of who is no agent nothing. */
    public void logout(String agent) {
        Objects.requireNonNull(agent, "agent");
        order((book, now) -> book.logout(agent, now));
    }

    /** Takes no calls until {@link #resume}, but is logged in. */
    public void pause(String agent) {
        Objects.requireNonNull(agent, "agent");
        order((book, now) -> book.pause(agent, true, now));
    }

    public void resume(String agent) {
        Objects.requireNonNull(agent, "agent");
        order((book, now) -> book.pause(agent, false, now));
    }

    private void order(ObjLongConsumer<QueueBook> order) {
        opened.thenAccept(room -> room.order(order));
    }

    /** Who waits and what each agent does; completes when the queue is open, and of one that is closed with what was last. */
    public CompletableFuture<QueueState> state() {
        return opened.thenCompose(WaitingRoom::state);
    }

    @Override
    public void open(ServicePlace place) {
        if (!opened.complete(new WaitingRoom(settings, listeners, place))) {
            throw new IllegalStateException("This queue is open already; make another one for another number");
        }
        opened.join().open();
    }

    @Override
    public void serve(IncomingCall call) {
        opened.join().serve(call);
    }

    @Override
    public void close() {
        opened.thenAccept(WaitingRoom::close);
    }
}
