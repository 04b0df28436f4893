package io.switchhook.base.timer;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.loop.Alarm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random lives of a wheel, compared step by step with a list that is sorted each time. */
class TimerWheelModelTest {
    private static final int ALARMS = 60;
    private static final int STEPS = 20_000;

    /** What the list knows of one alarm that is set. */
    private record Entry(int name, long deadline, long arming) {}

    private final List<Entry> model = new ArrayList<>();
    private final List<Integer> rung = new ArrayList<>();
    private final List<Integer> expected = new ArrayList<>();
    private final List<Alarm> alarms = new ArrayList<>();
    private final FakeClock clock = new FakeClock(0);
    private TimerWheel wheel;
    private Random random;
    private long armings;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void wheelRingsWhatASortedListRings(long seed) {
        random = new Random(seed);
        clock.advance(random.nextLong() >>> 2 + random.nextInt(60));
        wheel = new TimerWheel(clock.nowNanos());
        for (int i = 0; i < ALARMS; i++) {
            int name = i;
            alarms.add(wheel.alarm(() -> rang(name)));
        }
        for (int step = 0; step < STEPS; step++) {
            step();
            assertThat(wheel.armed()).isEqualTo(model.size());
            if (random.nextInt(3) == 0) {
                assertThat(wheel.nextDeadlineNanos())
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(earliest());
            }
        }
        assertThat(rung).as("seed %d", seed).hasSizeGreaterThan(STEPS / 50).isEqualTo(expected);
    }

    private void step() {
        int name = random.nextInt(ALARMS);
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3, 4 -> set(name);
            case 5, 6, 7 -> cancel(name);
            case 8 -> advance(clock.advance(span()));
            default -> {
                long next = wheel.nextDeadlineNanos();
                if (next != Timed.NEVER && next > clock.nowNanos()) {
                    clock.advance(next - clock.nowNanos());
                }
                advance(clock.nowNanos());
            }
        }
    }

    /** Nanoseconds to hours, small values as likely as great ones, sometimes equal to another alarm's deadline. */
    private long span() {
        return random.nextLong() >>> 21 + random.nextInt(42);
    }

    private void set(int name) {
        long deadline = !model.isEmpty() && random.nextInt(4) == 0
                ? model.get(random.nextInt(model.size())).deadline()
                : clock.nowNanos() + span() - (random.nextInt(20) == 0 ? 1_000_000 : 0);
        alarms.get(name).set(deadline);
        model.removeIf(entry -> entry.name() == name);
        model.add(new Entry(name, deadline, armings++));
    }

    private void cancel(int name) {
        alarms.get(name).cancel();
        model.removeIf(entry -> entry.name() == name);
        assertThat(alarms.get(name).isSet()).isFalse();
    }

    private void advance(long now) {
        var due = new ArrayList<>(
                model.stream().filter(entry -> entry.deadline() <= now).toList());
        due.sort(Comparator.comparingLong(Entry::deadline).thenComparingLong(Entry::arming));
        pending = due;
        int before = rung.size();
        int ran = wheel.advance(now);
        assertThat(ran).isEqualTo(rung.size() - before);
        assertThat(pending).isEmpty();
    }

    private List<Entry> pending = new ArrayList<>();

    /** An action that sometimes cancels or sets another alarm, one due in the same advance perhaps. */
    private void rang(int name) {
        rung.add(name);
        var entry = pending.remove(0);
        expected.add(entry.name());
        model.remove(entry);
        int other = random.nextInt(ALARMS);
        if (random.nextInt(4) == 0) {
            cancel(other);
            pending.removeIf(waiting -> waiting.name() == other);
        } else if (random.nextInt(4) == 0) {
            set(other);
            pending.removeIf(waiting -> waiting.name() == other);
        }
    }

    private long earliest() {
        return model.stream().mapToLong(Entry::deadline).min().orElse(Timed.NEVER);
    }
}
