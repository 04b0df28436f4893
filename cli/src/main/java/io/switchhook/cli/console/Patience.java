package io.switchhook.cli.console;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Waits for what a command waits for, unless a person interrupts it or its time is up. */
public final class Patience {
    private final Interruption interruption;
    private final CompletableFuture<Void> timeout = new CompletableFuture<>();
    private final Optional<Duration> limit;

    /** @param limit of the whole command, from now on */
    public Patience(Interruption interruption, Optional<Duration> limit) {
        this.interruption = interruption;
        this.limit = limit;
        limit.ifPresent(time -> timeout.completeOnTimeout(null, time.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** @throws CommandEnd when interrupted or out of time */
    public <T> T await(CompletableFuture<T> future) throws CommandEnd {
        CompletableFuture.anyOf(future.handle((value, error) -> true), interruption.requested(), timeout)
                .join();
        if (future.isDone()) {
            return future.join();
        }
        if (interruption.isRequested()) {
            throw new CommandEnd(ExitCode.INTERRUPTED, "Interrupted.");
        }
        throw new CommandEnd(
                ExitCode.TIMED_OUT,
                "Not done in " + Durations.write(limit.orElse(Duration.ZERO)) + ", the time that --timeout allows.");
    }

    /** Waits no longer than that; empty when it was not done by then. What it waits for must give a value. */
    public <T> Optional<T> await(CompletableFuture<T> future, Duration longest) throws CommandEnd {
        var result = future.thenApply(Optional::of)
                .completeOnTimeout(Optional.empty(), Math.max(0, longest.toNanos()), TimeUnit.NANOSECONDS);
        return await(result);
    }

    /** Lets something end that ends by itself soon, interrupted or not; gives up silently. */
    public static void settle(CompletableFuture<?> future, Duration longest) {
        try {
            future.copy()
                    .handle((value, error) -> true)
                    .completeOnTimeout(true, longest.toNanos(), TimeUnit.NANOSECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new AssertionError("handle leaves no failure", e);
        }
    }
}
