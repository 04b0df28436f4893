package io.switchhook.base.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.loop.Alarm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final FakeClock clock = new FakeClock(5 * SECOND);
    private final TimerWheel wheel = new TimerWheel(clock.nowNanos());
    private final List<String> rung = new ArrayList<>();

    private Alarm named(String name) {
        return wheel.alarm(() -> rung.add(name));
    }

    private Alarm set(String name, long inNanos) {
        var alarm = named(name);
        alarm.set(clock.nowNanos() + inNanos);
        return alarm;
    }

    private int advance(long nanos) {
        return wheel.advance(clock.advance(nanos));
    }

    @Test
    void emptyWheelHasNoDeadline() {
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
        assertThat(advance(3_600 * SECOND)).isZero();
    }

    @Test
    void alarmRingsAtItsNanosecondAndNotBefore() {
        var alarm = set("a", 32 * SECOND + 17);
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(clock.nowNanos() + 32 * SECOND + 17);
        assertThat(advance(32 * SECOND + 16)).isZero();
        assertThat(alarm.isSet()).isTrue();
        assertThat(advance(1)).isEqualTo(1);
        assertThat(alarm.isSet()).isFalse();
        assertThat(rung).containsExactly("a");
        assertThat(wheel.armed()).isZero();
    }

    @Test
    void alarmsRingInTheOrderOfDeadlinesThenOfSetting() {
        set("third", 40 * MILLI);
        set("first", 20 * MILLI);
        set("fourth", 40 * MILLI);
        set("second", 20 * MILLI + 1);
        set("last", 3_600 * SECOND);
        assertThat(advance(7_200 * SECOND)).isEqualTo(5);
        assertThat(rung).containsExactly("first", "second", "third", "fourth", "last");
    }

    @Test
    void deadlineThatHasPassedRingsAtTheNextAdvance() {
        set("past", -SECOND);
        set("now", 0);
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(clock.nowNanos() - SECOND);
        advance(0);
        assertThat(rung).containsExactly("past", "now");
    }

    @Test
    void settingAgainMovesTheAlarm() {
        var alarm = set("a", SECOND);
        alarm.set(clock.nowNanos() + 2 * SECOND);
        assertThat(wheel.armed()).isEqualTo(1);
        advance(SECOND);
        assertThat(rung).isEmpty();
        alarm.set(clock.nowNanos() + 1);
        advance(1);
        assertThat(rung).containsExactly("a");
        advance(10 * SECOND);
        assertThat(rung).containsExactly("a");
    }

    @Test
    void settingToNeverCancels() {
        var alarm = set("a", SECOND);
        alarm.set(Timed.NEVER);
        assertThat(alarm.isSet()).isFalse();
        assertThat(wheel.armed()).isZero();
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
    }

    @Test
    void nextDeadlineFollowsCancelledAndMovedAlarms() {
        var near = set("near", 20 * MILLI);
        var far = set("far", 300 * SECOND);
        near.cancel();
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(clock.nowNanos() + 300 * SECOND);
        far.set(clock.nowNanos() + 400 * SECOND);
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(clock.nowNanos() + 400 * SECOND);
        near.set(clock.nowNanos() + 5);
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(clock.nowNanos() + 5);
    }

    @Test
    void latestPossibleDeadlineIsKept() {
        var alarm = named("a");
        alarm.set(Timed.NEVER - 1);
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(Timed.NEVER - 1);
        assertThat(wheel.advance(Timed.NEVER - 2)).isZero();
        assertThat(wheel.advance(Timed.NEVER - 1)).isEqualTo(1);
    }

    @Test
    void alarmIsUnsetWhenItsActionRunsAndMaySetItselfAgain() {
        var self = new Alarm[1];
        self[0] = wheel.alarm(() -> {
            rung.add(self[0].isSet() ? "set" : "unset");
            self[0].set(clock.nowNanos() + 20 * MILLI);
        });
        self[0].set(clock.nowNanos());
        advance(0);
        advance(20 * MILLI);
        assertThat(rung).containsExactly("unset", "unset");
        assertThat(wheel.armed()).isEqualTo(1);
    }

    @Test
    void alarmThatKeepsSettingItselfToNowDoesNotHoldAdvanceUp() {
        var self = new Alarm[1];
        self[0] = wheel.alarm(() -> {
            rung.add("again");
            self[0].set(clock.nowNanos());
            assertThat(wheel.nextDeadlineNanos()).isEqualTo(clock.nowNanos());
        });
        self[0].set(clock.nowNanos());
        assertThat(advance(0)).isEqualTo(1);
        assertThat(advance(0)).isEqualTo(1);
    }

    @Test
    void actionMayCancelOrMoveAnAlarmThatIsDueInTheSameAdvance() {
        var cancelled = named("cancelled");
        var moved = named("moved");
        var first = wheel.alarm(() -> {
            assertThat(cancelled.isSet()).isTrue();
            assertThat(wheel.armed()).isEqualTo(3);
            assertThat(wheel.nextDeadlineNanos()).isEqualTo(clock.nowNanos() - MILLI + 1);
            cancelled.cancel();
            moved.set(clock.nowNanos() + SECOND);
        });
        first.set(clock.nowNanos());
        cancelled.set(clock.nowNanos() + 1);
        moved.set(clock.nowNanos() + 2);
        set("last", 3);
        assertThat(advance(MILLI)).isEqualTo(2);
        assertThat(rung).containsExactly("last");
        advance(SECOND);
        assertThat(rung).containsExactly("last", "moved");
    }

    @Test
    void actionThatThrowsLeavesTheFollowingAlarmsSet() {
        wheel.alarm(() -> {
                    throw new IllegalStateException("planned");
                })
                .set(clock.nowNanos());
        set("next", 1);
        assertThatThrownBy(() -> advance(SECOND)).hasMessage("planned");
        assertThat(wheel.armed()).isEqualTo(1);
        assertThat(advance(0)).isEqualTo(1);
        assertThat(rung).containsExactly("next");
    }

    @Test
    void advanceInsideAnActionIsRefused() {
        wheel.alarm(() -> wheel.advance(clock.nowNanos())).set(clock.nowNanos());
        assertThatThrownBy(() -> advance(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void cancelAllUnsetsNearFarAndDueAlarms() {
        var due = named("due");
        var stop = wheel.alarm(wheel::cancelAll);
        stop.set(clock.nowNanos());
        due.set(clock.nowNanos());
        var near = set("near", 1);
        var far = set("far", 3_600 * SECOND);
        assertThat(advance(0)).isEqualTo(1);
        assertThat(List.of(due, near, far)).noneMatch(Alarm::isSet);
        assertThat(wheel.armed()).isZero();
        assertThat(wheel.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
        assertThat(advance(7_200 * SECOND)).isZero();
        assertThat(rung).isEmpty();
    }

    @Test
    void timeThatGoesBackRingsNothingEarly() {
        set("a", SECOND);
        advance(SECOND - 1);
        advance(-SECOND / 2);
        set("b", 1);
        advance(1);
        assertThat(rung).containsExactly("b");
    }
}
