package io.switchhook.testkit;

import io.switchhook.base.loop.Loop;
import io.switchhook.simulation.Simulation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** How a straight-line script waits: by pumping virtual time, or by waiting for real time to pass. */
public interface Pump {

    /**
     * Waits until the condition holds.
     *
     * @return false when it did not within that time
     */
    boolean until(BooleanSupplier condition, Duration atMost);

    /** Runs the task on the loop and returns its result. */
    <T> T call(Loop loop, Supplier<T> task);

    /** Pumps this simulation. */
    static Pump of(Simulation simulation) {
        return new Pump() {
            @Override
            public boolean until(BooleanSupplier condition, Duration atMost) {
                return simulation.tryRunUntil(condition, atMost);
            }

            @Override
            public <T> T call(Loop loop, Supplier<T> task) {
                return simulation.call(loop, task);
            }
        };
    }

    /** Waits in real time, looking every millisecond; for scripts against real sockets. */
    static Pump realTime() {
        return new Pump() {
            @Override
            public boolean until(BooleanSupplier condition, Duration atMost) {
                long end = System.nanoTime() + atMost.toNanos();
                while (!condition.getAsBoolean()) {
                    if (System.nanoTime() - end >= 0) {
                        return false;
                    }
                    LockSupport.parkNanos(1_000_000);
                }
                return true;
            }

            @Override
            public <T> T call(Loop loop, Supplier<T> task) {
                var result = new CompletableFuture<T>();
                if (!loop.post(() -> complete(result, task))) {
                    throw new IllegalStateException("The loop takes no task: it is closed or full");
                }
                try {
                    return result.get(10, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException cause
                            ? cause
                            : new CompletionException(e.getCause());
                } catch (InterruptedException | TimeoutException e) {
                    throw new IllegalStateException("The loop did not run the task within 10 s", e);
                }
            }

            private <T> void complete(CompletableFuture<T> result, Supplier<T> task) {
                try {
                    result.complete(task.get());
                } catch (Exception | AssertionError e) {
                    result.completeExceptionally(e);
                }
            }
        };
    }
}
