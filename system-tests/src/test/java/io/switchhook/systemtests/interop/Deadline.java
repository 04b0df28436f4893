package io.switchhook.systemtests.interop;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other processes do: asks again and again until it is true or the time is over. The only place that sleeps. */
final class Deadline {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    private final long endNanos;
    private final Duration length;

    private Deadline(Duration length) {
        this.length = length;
        this.endNanos = System.nanoTime() + length.toNanos();
    }

    static Deadline in(Duration length) {
        return new Deadline(length);
    }

    boolean passed() {
        return System.nanoTime() - endNanos >= 0;
    }

    /** Whether {@code condition} became true in time. */
    boolean becomes(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (passed()) {
                return false;
            }
            pause();
        }
        return true;
    }

    /** @throws AssertionError with {@code report} if {@code condition} stays false */
    void await(String what, BooleanSupplier condition, Supplier<String> report) {
        awaitValue(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty(), report);
    }

    /** @throws AssertionError with {@code report} if {@code value} stays empty */
    <T> T awaitValue(String what, Supplier<Optional<T>> value, Supplier<String> report) {
        while (true) {
            boolean last = passed();
            Optional<T> found = value.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (last) {
                throw new AssertionError("Not within " + length + ": " + what + "\n" + report.get());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_INTERVAL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }
}
