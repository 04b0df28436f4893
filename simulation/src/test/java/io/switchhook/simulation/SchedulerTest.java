package io.switchhook.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private static final long HALF_AN_HOUR = 1_800_000_000_000L;

    private final Scheduler scheduler = new Scheduler();
    private final List<String> ran = new ArrayList<>();

    @Test
    void whatIsCancelledIsNotKeptUntilItsTime() {
        scheduler.timerAt(Scheduler.ORIGIN_NANOS + HALF_AN_HOUR, this, () -> ran.add("kept"));
        for (int i = 0; i < 100_000; i++) {
            scheduler.cancel(
                    scheduler.timerAt(Scheduler.ORIGIN_NANOS + HALF_AN_HOUR, this, () -> ran.add("cancelled")));
            assertThat(scheduler.queued()).isLessThan(1_000);
        }
        assertThat(scheduler.step(Long.MAX_VALUE)).isTrue();
        assertThat(scheduler.step(Long.MAX_VALUE)).isFalse();
        assertThat(ran).containsExactly("kept");
    }

    @Test
    void orderStaysWhenTheCancelledGo() {
        var entries = new ArrayList<Scheduler.Entry>();
        for (int i = 0; i < 2_000; i++) {
            var name = Integer.toString(i);
            entries.add(scheduler.timerAt(Scheduler.ORIGIN_NANOS + 1 + i % 3, this, () -> ran.add(name)));
        }
        for (int i = 0; i < entries.size(); i++) {
            if (i % 200 != 0) {
                scheduler.cancel(entries.get(i));
            }
        }
        assertThat(scheduler.queued()).isLessThan(1_000);
        while (scheduler.step(Long.MAX_VALUE)) {
            assertThat(ran).isNotEmpty();
        }
        assertThat(ran).containsExactly("0", "600", "1200", "1800", "400", "1000", "1600", "200", "800", "1400");
        assertThat(scheduler.isIdle()).isTrue();
    }
}
