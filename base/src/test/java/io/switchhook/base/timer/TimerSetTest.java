package io.switchhook.base.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimerSetTest {
    private enum Timer {
        A,
        B,
        D
    }

    private enum Nothing {}

    private final FakeClock clock = new FakeClock(1_000);
    private final TimerSet<Timer> timers = new TimerSet<>(Timer.class);

    @Test
    void nothingIsDueInANewSet() {
        assertThat(timers.pollDue(Long.MAX_VALUE - 1)).isEmpty();
        assertThat(timers.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
        assertThat(timers.armed()).isEmpty();
    }

    @Test
    void timerIsDueAtItsDeadlineAndNotBefore() {
        timers.set(Timer.A, clock.nowNanos(), Duration.ofNanos(500));
        assertThat(timers.nextDeadlineNanos()).isEqualTo(1_500);
        assertThat(timers.pollDue(clock.advance(499))).isEmpty();
        assertThat(timers.pollDue(clock.advance(1))).contains(Timer.A);
    }

    @Test
    void dueTimerIsTakenOutOnce() {
        timers.set(Timer.A, 0, Duration.ZERO);
        assertThat(timers.pollDue(clock.nowNanos())).contains(Timer.A);
        assertThat(timers.isSet(Timer.A)).isFalse();
        assertThat(timers.pollDue(clock.nowNanos())).isEmpty();
    }

    @Test
    void dueTimersComeInTheOrderOfTheirDeadlines() {
        timers.setAt(Timer.A, 30);
        timers.setAt(Timer.B, 20);
        timers.setAt(Timer.D, 10);
        assertThat(timers.pollDue(100)).contains(Timer.D);
        assertThat(timers.pollDue(100)).contains(Timer.B);
        assertThat(timers.pollDue(100)).contains(Timer.A);
        assertThat(timers.pollDue(100)).isEmpty();
    }

    @Test
    void ofEqualDeadlinesTheOneDeclaredFirstComesFirst() {
        timers.setAt(Timer.D, 10);
        timers.setAt(Timer.B, 10);
        assertThat(timers.pollDue(10)).contains(Timer.B);
        assertThat(timers.pollDue(10)).contains(Timer.D);
    }

    @Test
    void settingAgainMovesTheTimer() {
        timers.setAt(Timer.A, 10);
        timers.setAt(Timer.A, 50);
        assertThat(timers.pollDue(49)).isEmpty();
        assertThat(timers.pollDue(50)).contains(Timer.A);
    }

    @Test
    void cancelledTimersAreNotDue() {
        timers.setAt(Timer.A, 10);
        timers.setAt(Timer.B, 20);
        timers.cancel(Timer.A);
        assertThat(timers.armed()).containsExactly(Timer.B);
        timers.cancelAll();
        assertThat(timers.armed()).isEmpty();
        assertThat(timers.pollDue(100)).isEmpty();
    }

    @Test
    void negativeDelayIsDueNow() {
        timers.set(Timer.A, clock.nowNanos(), Duration.ofDays(-1));
        assertThat(timers.nextDeadlineNanos()).isEqualTo(clock.nowNanos());
    }

    @Test
    void delayBeyondTheTimeScaleIsSetAndNeverDueEarly() {
        timers.set(Timer.A, clock.nowNanos(), Duration.ofSeconds(Long.MAX_VALUE));
        timers.set(Timer.B, clock.nowNanos(), Duration.ofNanos(Long.MAX_VALUE));
        assertThat(timers.armed()).containsExactly(Timer.A, Timer.B);
        assertThat(timers.pollDue(Long.MAX_VALUE / 2)).isEmpty();
    }

    @Test
    void enumWithoutNamesHasNothingArmed() {
        assertThat(new TimerSet<>(Nothing.class).armed()).isEmpty();
    }
}
