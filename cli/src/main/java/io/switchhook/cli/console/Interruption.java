package io.switchhook.cli.console;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The wish of a person to end a command early, and the time the command needs to end well. */
public final class Interruption {
    /** A phone closes within about five seconds; after this the process ends all the same. */
    private static final int PATIENCE_SECONDS = 10;

    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final AtomicReference<Optional<String>> outputTrouble = new AtomicReference<>(Optional.empty());
    private final CountDownLatch finished = new CountDownLatch(1);

    /** Asks the command to end; returns when it has ended or takes too long. Does nothing when it is over already. */
    public void interrupt() {
        requested.complete(null);
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing that the command tells arrives any more: ends it as a person would, and does not wait. */
    void outputLost(String why) {
        outputTrouble.compareAndSet(Optional.empty(), Optional.of(why));
        requested.complete(null);
    }

    /** Why standard output cannot be written; empty while it can. */
    public Optional<String> outputTrouble() {
        return outputTrouble.get();
    }

    /** Completes when a person asks, or the output is lost. */
    CompletableFuture<Void> requested() {
        return requested;
    }

    boolean isRequested() {
        return requested.isDone();
    }

    /** The command is over. */
    public void finished() {
        finished.countDown();
    }
}
