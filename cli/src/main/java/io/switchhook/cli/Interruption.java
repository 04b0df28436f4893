package io.switchhook.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The wish of a person to end a command early, and the time the command needs to end well. */
final class Interruption {
    /** A phone closes within about five seconds; after this the process ends all the same. */
    private static final int PATIENCE_SECONDS = 10;

    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CountDownLatch finished = new CountDownLatch(1);

    /** Asks the command to end; returns when it has ended or takes too long. Does nothing when it is over already. */
    void interrupt() {
        requested.complete(null);
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Completes when a person asks. */
    CompletableFuture<Void> requested() {
        return requested;
    }

    boolean isRequested() {
        return requested.isDone();
    }

    /** The command is over. */
    void finished() {
        finished.countDown();
    }
}
