package io.switchhook.phone;

import io.switchhook.base.world.World;
import io.switchhook.phone.internal.engine.PhoneEngine;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/** Futures for users: completed off the loop, so that what a user chained to them cannot stop it, and not on a lane that a user's callback may be blocking. */
final class Outcomes {
    private Outcomes() {}

    /** A door for the loop that completes the given future. */
    static <T> Consumer<T> completing(CompletableFuture<T> future, World world) {
        return outcome -> offLoop(world, () -> future.complete(outcome));
    }

    /**
     * Asks the loop of a phone for an outcome.
     *
     * @param closed the outcome when the loop takes nothing any more
     * @param question runs on the loop; gets the door for its outcome, and now
     */
    static <T> CompletableFuture<T> ask(PhoneEngine phone, T closed, ObjLongConsumer<Consumer<T>> question) {
        var future = new CompletableFuture<T>();
        var done = completing(future, phone.world());
        if (!post(phone, future, now -> question.accept(done, now))) {
            done.accept(closed);
        }
        return future.copy();
    }

    /** As {@link #ask}, for what is done or not and has no outcome. */
    static CompletableFuture<Void> await(PhoneEngine phone, ObjLongConsumer<Runnable> task) {
        var future = new CompletableFuture<Void>();
        var done = completing(future, phone.world());
        if (!post(phone, future, now -> task.accept(() -> done.accept(null), now))) {
            done.accept(null);
        }
        return future.copy();
    }

    /**
     * Runs a task on the loop; when it throws, which is a defect of ours, the future says so instead of waiting for ever.
     *
     * @return false when the loop takes nothing any more
     */
    static boolean post(PhoneEngine phone, CompletableFuture<?> future, LoopTask task) {
        var loop = phone.stack().loop();
        return loop.post(() -> {
            try {
                task.run(loop.nowNanos());
            } catch (Throwable thrown) {
                offLoop(phone.world(), () -> future.completeExceptionally(thrown));
                throw thrown;
            }
        });
    }

    private static void offLoop(World world, Runnable completion) {
        world.openLane("switchhook-outcome").submit(completion);
    }

    /** Something for the loop to do now. */
    @FunctionalInterface
    interface LoopTask {
        void run(long nowNanos);
    }
}
