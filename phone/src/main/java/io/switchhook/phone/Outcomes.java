package io.switchhook.phone;

import io.switchhook.base.world.World;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Futures for users: completed off the loop, so that what a user chained to them cannot stop it, and not on a lane that a user's callback may be blocking. */
final class Outcomes {
    private Outcomes() {}

    /** A door for the loop that completes the given future. */
    static <T> Consumer<T> completing(CompletableFuture<T> future, World world) {
        return outcome -> world.openLane("switchhook-outcome").submit(() -> future.complete(outcome));
    }
}
