package io.switchhook.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class PumpingTest {
    private final Simulation simulation = new Simulation(7);
    private final SimulatedHost host = simulation.host("alice", "192.0.2.1");
    private final SimulatedLoop loop = (SimulatedLoop) host.openLoop("signalling");

    private void alarmIn(Duration delay, Runnable action) {
        simulation.call(loop, () -> {
            loop.alarm(action).set(loop.nowNanos() + delay.toNanos());
            return 0;
        });
    }

    @Test
    void runPassesExactlyTheTimeAskedForAndWallTimeFollows() {
        simulation.run(Duration.ofMinutes(90));
        assertThat(simulation.elapsed()).isEqualTo(Duration.ofMinutes(90));
        assertThat(host.wallTime()).isEqualTo(Simulation.EPOCH.plusSeconds(5400));
        assertThat(loop.nowNanos()).isEqualTo(simulation.nowNanos());
    }

    @Test
    void runIncludesWhatIsDueAtItsEndAndNothingAfter() {
        var seen = new ArrayList<Integer>();
        alarmIn(Duration.ofSeconds(1), () -> seen.add(1));
        alarmIn(Duration.ofSeconds(2), () -> seen.add(2));
        alarmIn(Duration.ofNanos(2_000_000_001L), () -> seen.add(3));
        simulation.run(Duration.ofSeconds(2));
        assertThat(seen).containsExactly(1, 2);
    }

    @Test
    void awaitStopsTheClockAtTheMomentTheFutureIsDone() {
        var future = new CompletableFuture<String>();
        alarmIn(Duration.ofSeconds(32), () -> future.complete("rang"));
        assertThat(simulation.await(future, Duration.ofMinutes(1))).isEqualTo("rang");
        assertThat(simulation.elapsed()).isEqualTo(Duration.ofSeconds(32));
    }

    @Test
    void awaitThrowsWhatTheFutureFailedWith() {
        var future = new CompletableFuture<String>();
        alarmIn(Duration.ofSeconds(1), () -> future.completeExceptionally(new IllegalStateException("refused")));
        assertThatThrownBy(() -> simulation.await(future, Duration.ofMinutes(1)))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("refused");
    }

    @Test
    void timeOutTellsTheSeedAndWhatIsPending() {
        alarmIn(Duration.ofSeconds(64), () -> {});
        assertThatThrownBy(() -> simulation.await(new CompletableFuture<>(), Duration.ofSeconds(32)))
                .isInstanceOf(SimulationTimeout.class)
                .hasMessageContaining("seed 7")
                .hasMessageContaining("1 alarm(s) of alice/signalling, the next in 32 seconds");
        assertThat(simulation.elapsed()).isEqualTo(Duration.ofSeconds(32));
    }

    @Test
    void runUntilHoldsAsSoonAsTheConditionDoes() {
        List<Integer> seen = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            int second = i;
            alarmIn(Duration.ofSeconds(i), () -> seen.add(second));
        }
        simulation.runUntil(() -> seen.size() == 3, Duration.ofSeconds(10));
        assertThat(simulation.elapsed()).isEqualTo(Duration.ofSeconds(3));
        assertThatThrownBy(() -> simulation.runUntil(() -> seen.size() == 9, Duration.ofSeconds(10)))
                .isInstanceOf(SimulationTimeout.class);
        simulation.runUntil(() -> true, Duration.ZERO);
        assertThat(simulation.tryRunUntil(() -> false, Duration.ofSeconds(1))).isFalse();
        var end = simulation.elapsed().plusSeconds(5);
        simulation.runUntil(() -> simulation.elapsed().equals(end), Duration.ofSeconds(5));
    }

    @Test
    void idleMeansThatNothingButLaterAlarmsIsLeft() {
        alarmIn(Duration.ofSeconds(10), () -> {});
        loop.post(() -> loop.post(() -> {}));
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(simulation.elapsed()).isEqualTo(Duration.ZERO);
        assertThat(host.armedAlarms()).isEqualTo(1);
    }

    @Test
    void exchangeWithoutEndInOneInstantIsFoundOut() {
        var again = new Runnable() {
            @Override
            public void run() {
                loop.post(this);
            }
        };
        loop.post(again);
        assertThatThrownBy(() -> simulation.run(Duration.ofSeconds(1)))
                .isInstanceOf(SimulationTimeout.class)
                .hasMessageContaining("stands still");
    }

    @Test
    void callReturnsTheResultOrThrowsTheFailureOfTheTask() {
        assertThat(simulation.<Boolean>call(loop, loop::inLoop)).isTrue();
        assertThatThrownBy(() -> simulation.call(loop, () -> {
                    throw new IllegalArgumentException("planted");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        loop.close();
        assertThatThrownBy(() -> simulation.call(loop, () -> 1)).isInstanceOf(IllegalStateException.class);
    }
}
