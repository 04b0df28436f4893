package io.switchhook.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.timer.Timed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SimulatedLoopTest {
    private final Simulation simulation = new Simulation(1);
    private final SimulatedHost host = simulation.host("alice", "192.0.2.1");
    private final SimulatedLoop loop = (SimulatedLoop) host.openLoop("signalling");
    private final List<String> seen = new ArrayList<>();

    @Test
    void tasksRunInTheOrderPostedAndNotBeforeThePump() {
        loop.post(() -> seen.add("1"));
        loop.post(() -> {
            seen.add("2");
            loop.post(() -> seen.add("4"));
        });
        loop.post(() -> seen.add("3"));
        assertThat(seen).isEmpty();
        simulation.runUntilIdle(Duration.ZERO);
        assertThat(seen).containsExactly("1", "2", "3", "4");
    }

    @Test
    void onlyItsOwnTasksAreInTheLoop() {
        var other = host.openLoop("media");
        assertThat(loop.inLoop()).isFalse();
        loop.post(() -> seen.add(loop.inLoop() + " " + other.inLoop()));
        other.post(() -> seen.add(loop.inLoop() + " " + other.inLoop()));
        simulation.runUntilIdle(Duration.ZERO);
        assertThat(seen).containsExactly("true false", "false true");
    }

    @Test
    void alarmRingsAtItsDeadlineOnItsLoopAndIsUnsetBefore() {
        long deadline = simulation.nowNanos() + 500_000_000L;
        simulation.call(loop, () -> {
            var holder = new io.switchhook.base.loop.Alarm[1];
            holder[0] = loop.alarm(
                    () -> seen.add(loop.nowNanos() - deadline + " " + loop.inLoop() + " " + holder[0].isSet()));
            holder[0].set(deadline);
            return loop.armedAlarms();
        });
        assertThat(host.armedAlarms()).isEqualTo(1);
        simulation.run(Duration.ofMillis(499));
        assertThat(seen).isEmpty();
        simulation.run(Duration.ofMillis(1));
        assertThat(seen).containsExactly("0 true false");
        assertThat(host.armedAlarms()).isZero();
    }

    @Test
    void alarmCanBeMovedLaterEarlierAndCancelled() {
        long start = simulation.nowNanos();
        var alarm = loop.alarm(() -> seen.add("rang at " + (loop.nowNanos() - start) / 1_000_000));
        simulation.call(loop, () -> {
            alarm.set(start + 100_000_000L);
            alarm.set(start + 300_000_000L);
            return alarm.isSet();
        });
        simulation.run(Duration.ofMillis(200));
        assertThat(seen).isEmpty();
        simulation.run(Duration.ofMillis(100));
        simulation.call(loop, () -> {
            alarm.set(start + 900_000_000L);
            alarm.set(start + 400_000_000L);
            return 0;
        });
        simulation.run(Duration.ofMillis(700));
        assertThat(seen).containsExactly("rang at 300", "rang at 400");
        assertThat(simulation.<Boolean>call(loop, () -> {
                    alarm.set(start + 5_000_000_000L);
                    alarm.set(Timed.NEVER);
                    return alarm.isSet();
                }))
                .isFalse();
        simulation.run(Duration.ofSeconds(10));
        assertThat(seen).hasSize(2);
    }

    @Test
    void alarmInThePastRingsAfterTheCurrentTask() {
        loop.post(() -> {
            loop.alarm(() -> seen.add("alarm")).set(loop.nowNanos() - 1);
            seen.add("task");
        });
        simulation.runUntilIdle(Duration.ZERO);
        simulation.run(Duration.ZERO);
        assertThat(seen).containsExactly("task", "alarm");
    }

    @Test
    void alarmsOfOneMomentRingInTheOrderTheyWereSet() {
        long deadline = simulation.nowNanos() + 1_000;
        loop.post(() -> {
            for (int i = 0; i < 5; i++) {
                int number = i;
                loop.alarm(() -> seen.add("" + number)).set(deadline);
            }
        });
        simulation.run(Duration.ofMillis(1));
        assertThat(seen).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void alarmsAreTouchedOnTheLoopOnly() {
        var alarm = loop.alarm(() -> {});
        assertThatThrownBy(() -> alarm.set(5)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(alarm::cancel).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(alarm::isSet).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(loop::armedAlarms).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingRunsWhatWasQueuedForgetsAlarmsAndRefusesMore() {
        loop.post(() -> loop.alarm(() -> seen.add("alarm")).set(loop.nowNanos() + 5));
        loop.post(() -> seen.add("queued " + loop.inLoop()));
        loop.close();
        assertThat(seen).containsExactly("queued true");
        assertThat(loop.post(() -> seen.add("late"))).isFalse();
        assertThat(loop.isOpen()).isFalse();
        simulation.run(Duration.ofSeconds(1));
        assertThat(seen).containsExactly("queued true");
        assertThat(host.leftovers()).isEmpty();
    }

    @Test
    void closingOnTheLoopItselfReturnsAtOnceAndStillRunsWhatWasQueued() {
        loop.post(() -> {
            loop.close();
            seen.add("closed");
        });
        loop.post(() -> seen.add("queued"));
        simulation.runUntilIdle(Duration.ZERO);
        assertThat(seen).containsExactly("closed", "queued");
        assertThat(host.openLoops()).isEmpty();
    }

    @Test
    void fullQueueRefusesTheTask() {
        boolean taken = true;
        int count = 0;
        while (taken && count < 1_000_000) {
            taken = loop.post(() -> {});
            count++;
        }
        assertThat(taken).isFalse();
        simulation.runUntilIdle(Duration.ZERO);
        assertThat(loop.post(() -> {})).isTrue();
    }

    @Test
    void anotherThreadMayPostAndIsNotInTheLoop() throws Exception {
        var inLoop = new CompletableFuture<Boolean>();
        var thread = new Thread(() -> {
            loop.post(() -> seen.add("posted"));
            inLoop.complete(loop.inLoop());
        });
        thread.start();
        thread.join();
        simulation.runUntilIdle(Duration.ZERO);
        assertThat(seen).containsExactly("posted");
        assertThat(inLoop).isCompletedWithValue(false);
    }

    @Test
    void whatATaskThrowsComesOutOfThePumpAndTheRestRunsOn() {
        loop.post(() -> {
            throw new IllegalArgumentException("planted");
        });
        loop.post(() -> seen.add("after"));
        assertThatThrownBy(() -> simulation.runUntilIdle(Duration.ZERO)).hasMessage("planted");
        simulation.runUntilIdle(Duration.ZERO);
        assertThat(seen).containsExactly("after");
    }
}
