package io.switchhook.systemtests.lives;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * A thousand lives from one seed. {@code -Dswitchhook.lives.seed} chooses another, {@code -Dswitchhook.lives.count} how
 * many, {@code -Dswitchhook.lives.only} lives one again.
 */
class LivesTest {
    private static final long DEFAULT_SEED = 20_261_123;
    private static final int DEFAULT_COUNT = 1_000;
    private static final int MOST_REPORTS = 3;

    @Test
    void everyLifeEndsWithEverythingInOrder() throws InterruptedException {
        var only = Long.getLong("switchhook.lives.only");
        if (only != null) {
            Life.live(only);
            return;
        }
        long seed = Long.getLong("switchhook.lives.seed", DEFAULT_SEED);
        int count = Integer.getInteger("switchhook.lives.count", DEFAULT_COUNT);
        System.out.println("Living " + count + " lives from seed " + seed);
        var failures = live(new SplittableRandom(seed).longs(count).boxed().toList());
        if (!failures.isEmpty()) {
            var shown = failures.subList(0, Math.min(MOST_REPORTS, failures.size()));
            var text = new StringBuilder(failures.size() + " of " + count + " lives from seed " + seed + " failed.\n");
            shown.forEach(failure -> text.append(failure.getMessage()).append('\n'));
            var error = new AssertionError(text.toString());
            shown.forEach(error::addSuppressed);
            throw error;
        }
    }

    private static List<Throwable> live(List<Long> seeds) throws InterruptedException {
        var workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try (var log = new LogEar()) {
            var running = new ArrayList<Future<String>>();
            seeds.forEach(seed -> running.add(workers.submit(() -> live(seed, log))));
            var failures = new ArrayList<Throwable>();
            for (var life : running) {
                try {
                    life.get();
                } catch (ExecutionException e) {
                    failures.add(e.getCause());
                }
            }
            return failures;
        } finally {
            workers.shutdownNow();
        }
    }

    private static String live(long seed, LogEar log) {
        log.takeLines();
        var hash = Life.live(seed);
        var lines = log.takeLines();
        if (!lines.isEmpty()) {
            throw new AssertionError(
                    "Life of seed " + seed + " logged what nobody expected:\n" + String.join("\n", lines));
        }
        return hash;
    }

    @Test
    void oneSeedIsOneLife() {
        var seeds = new SplittableRandom(DEFAULT_SEED + 1).longs(12).boxed().toList();
        for (long seed : seeds) {
            assertThat(Life.live(seed)).as("seed %d", seed).isEqualTo(Life.live(seed));
        }
    }
}
