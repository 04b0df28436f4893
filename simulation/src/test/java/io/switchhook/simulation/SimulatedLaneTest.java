package io.switchhook.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SimulatedLaneTest {
    private final Simulation simulation = new Simulation(1);
    private final SimulatedHost host = simulation.host("alice", "192.0.2.1");
    private final SimulatedLoop loop = (SimulatedLoop) host.openLoop("signalling");
    private final List<String> seen = new ArrayList<>();

    @Test
    void callbacksRunInOrderOutsideOfAnyLoop() {
        var lane = host.openLane("call 1");
        loop.post(() -> {
            lane.submit(() -> seen.add("a " + loop.inLoop()));
            lane.submit(() -> seen.add("b " + loop.inLoop()));
            seen.add("task");
        });
        simulation.runUntilIdle(Duration.ZERO);
        assertThat(seen).containsExactly("task", "a false", "b false");
    }

    @Test
    void failureOfACallbackIsKeptAndDoesNotStopTheLane() {
        var lane = host.openLane("call 1");
        lane.submit(() -> {
            throw new IllegalStateException("planted");
        });
        lane.submit(() -> seen.add("next"));
        simulation.runUntilIdle(Duration.ZERO);
        assertThat(seen).containsExactly("next");
        loop.close();
        assertThatThrownBy(simulation::assertNothingLeft)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("planted");
        assertThat(simulation.takeCallbackFailures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.lane()).isEqualTo("alice/call 1"));
        simulation.assertNothingLeft();
    }

    @Test
    void callbackMayAwaitWhileOtherLanesGoOnAndItsOwnWaits() {
        var lane = host.openLane("call 1");
        var other = host.openLane("call 2");
        var future = new CompletableFuture<String>();
        simulation.after(Duration.ofSeconds(2), () -> future.complete("done"));
        lane.submit(() -> seen.add("first " + simulation.await(future, Duration.ofSeconds(5))));
        lane.submit(() -> seen.add("second"));
        other.submit(() -> seen.add("other"));
        simulation.run(Duration.ofSeconds(3));
        assertThat(seen).containsExactly("other", "first done", "second");
    }

    @Test
    void taskOfALoopMustNotPump() {
        loop.post(() -> simulation.run(Duration.ofSeconds(1)));
        assertThatThrownBy(() -> simulation.runUntilIdle(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("alice/signalling");
    }
}
