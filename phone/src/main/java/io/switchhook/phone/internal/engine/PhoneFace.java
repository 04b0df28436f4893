package io.switchhook.phone.internal.engine;

import java.util.concurrent.CompletableFuture;

/** What a phone asks of the one that stands for it towards the user. */
public interface PhoneFace {
    /** Whether somebody is there to take calls. From any thread. */
    boolean takesCalls();

    /** Ends what the user has opened with the phone and what is no call: conferences, recordings. On a thread that may wait. */
    void endAll();

    /** Completes when what was recorded is written, or when that has taken too long. */
    CompletableFuture<Void> written();
}
