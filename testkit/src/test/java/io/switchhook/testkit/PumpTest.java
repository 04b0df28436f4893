package io.switchhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PumpTest {

    /** A loop on a thread, as far as a pump needs one. */
    private static final class ThreadLoop implements Loop {
        private final ExecutorService thread = Executors.newSingleThreadExecutor();

        @Override
        public long nowNanos() {
            return System.nanoTime();
        }

        @Override
        public boolean inLoop() {
            return false;
        }

        @Override
        public boolean post(Runnable task) {
            if (thread.isShutdown()) {
                return false;
            }
            thread.execute(task);
            return true;
        }

        @Override
        public Alarm alarm(Runnable action) {
            throw new UnsupportedOperationException("not needed here");
        }

        @Override
        public int armedAlarms() {
            return 0;
        }

        @Override
        public void close() {
            thread.shutdown();
        }
    }

    @Test
    void realTimePumpCallsTheLoopAndWaitsForConditions() {
        var pump = Pump.realTime();
        try (var loop = new ThreadLoop()) {
            var count = new AtomicInteger();
            assertThat(pump.call(loop, count::incrementAndGet)).isEqualTo(1);
            assertThatThrownBy(() -> pump.call(loop, () -> {
                        throw new IllegalArgumentException("planted");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
            loop.post(() -> loop.post(count::incrementAndGet));
            assertThat(pump.until(() -> count.get() == 2, Duration.ofSeconds(10)))
                    .isTrue();
            assertThat(pump.until(() -> false, Duration.ofMillis(5))).isFalse();
            loop.close();
            assertThatThrownBy(() -> pump.call(loop, () -> 1)).isInstanceOf(IllegalStateException.class);
        }
    }
}
