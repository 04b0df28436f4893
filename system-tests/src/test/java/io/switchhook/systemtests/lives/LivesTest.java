package io.switchhook.systemtests.lives;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random lives, each from a seed of its own. {@code -Dswitchhook.lives.seed} chooses others, {@code -Dswitchhook.lives.count} how many; {@code -Dswitchhook.lives.only} lives one
 * again. The same with {@code switchhook.lives.rough} for the rough ones.
 */
@Tag("lives")
class LivesTest {
    private static final long DEFAULT_SEED = 20_261_123;
    private static final int MOST_REPORTS = 3;
    /** So many are no accident; the rest would only take time. */
    private static final int MOST_FAILURES = 50;

    @Test
    void everyLifeEndsWithEverythingInOrder() throws InterruptedException {
        liveAll("switchhook.lives", 1_000, LifePlan::of);
    }

    @Test
    void roughLivesEndToo() throws InterruptedException {
        liveAll("switchhook.lives.rough", 1_000, LifePlan::rough);
    }

    private static void liveAll(String settings, int defaultCount, LongFunction<LifePlan> plans)
            throws InterruptedException {
        var only = Long.getLong(settings + ".only");
        if (only != null) {
            Life.live(plans.apply(only));
            return;
        }
        long seed = Long.getLong(settings + ".seed", DEFAULT_SEED);
        int count = Integer.getInteger(settings + ".count", defaultCount);
        System.out.println("Living " + count + " lives of " + settings + " from seed " + seed);
        var calls = new LongAdder();
        var failures = live(new SplittableRandom(seed).longs(count).mapToObj(plans), calls);
        System.out.println("In them " + calls + " calls were made");
        if (!failures.isEmpty()) {
            var shown = failures.subList(0, Math.min(MOST_REPORTS, failures.size()));
            var text = new StringBuilder(failures.size() + " of " + count + " lives from seed " + seed + " failed.\n");
            failures.forEach(failure -> text.append(headline(failure)).append('\n'));
            shown.forEach(failure -> text.append(failure.getMessage()).append('\n'));
            var error = new AssertionError(text.toString());
            shown.forEach(error::addSuppressed);
            throw error;
        }
    }

    /** Which life, and what was wrong first. */
    private static String headline(Throwable failure) {
        return failure.toString().lines().limit(2).collect(Collectors.joining(" "));
    }

    /** Lives are planned when their turn comes, so that a million of them need no more room than a hundred. */
    private static List<Throwable> live(Stream<LifePlan> plans, LongAdder calls) throws InterruptedException {
        int workers = Runtime.getRuntime().availableProcessors();
        var failures = Collections.synchronizedList(new ArrayList<Throwable>());
        var next = plans.iterator();
        try (var log = new LogEar()) {
            var threads = Stream.generate(() -> new Thread(() -> work(next, log, failures, calls)))
                    .limit(workers)
                    .toList();
            threads.forEach(Thread::start);
            for (var thread : threads) {
                thread.join();
            }
        }
        return failures;
    }

    private static void work(Iterator<LifePlan> plans, LogEar log, List<Throwable> failures, LongAdder calls) {
        for (var plan = next(plans); plan.isPresent() && failures.size() < MOST_FAILURES; plan = next(plans)) {
            try {
                calls.add(live(plan.get(), log).calls());
            } catch (AssertionError | RuntimeException e) {
                failures.add(e);
            }
        }
    }

    private static Optional<LifePlan> next(Iterator<LifePlan> plans) {
        synchronized (plans) {
            return plans.hasNext() ? Optional.of(plans.next()) : Optional.empty();
        }
    }

    private static Life.Lived live(LifePlan plan, LogEar log) {
        log.takeLines();
        var lived = Life.live(plan);
        var lines = log.takeLines();
        if (!lines.isEmpty()) {
            throw new AssertionError(
                    "Life of seed " + plan.seed() + " logged what nobody expected:\n" + String.join("\n", lines));
        }
        return lived;
    }

    @Test
    void oneSeedIsOneLife() {
        var seeds = new SplittableRandom(DEFAULT_SEED + 1).longs(12).boxed().toList();
        for (long seed : seeds) {
            assertThat(Life.live(seed)).as("seed %d", seed).isEqualTo(Life.live(seed));
        }
    }
}
