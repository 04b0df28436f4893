package io.switchhook.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.simulation.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** RFC 8839 §4.4.1.1: descriptions that say again what stands begin nothing. */
class StandingRunTest {
    private final Simulation simulation = new Simulation(7);

    private static void connect(IceParty a, IceParty b) {
        a.run(b.description(), true);
        b.run(a.description(), false);
    }

    @Test
    void sameDescriptionsAgainChangeNothing() {
        var a = new IceParty(simulation, simulation.host("a", "192.0.2.1"), 1, false);
        var b = new IceParty(simulation, simulation.host("b", "192.0.2.2"), 1, false);
        a.gather();
        b.gather();
        connect(a, b);
        simulation.runUntil(() -> a.isSettled() && b.isSettled(), Duration.ofSeconds(10));
        connect(a, b);
        simulation.run(Duration.ofSeconds(5));
        assertThat(a.selections).hasSize(1);
        a.say(1, "still");
        simulation.runUntil(() -> b.heard.contains("1 still"), Duration.ofSeconds(1));
        a.close();
        b.close();
        simulation.runUntilIdle(Duration.ofSeconds(30));
        simulation.assertNothingLeft();
    }

    /** RFC 8445 §7.3. Chromium pairs its new addresses with what it knows of the other side, and stays with the names that were answered first. */
    @Test
    void checksWithNamesOfOursFromBeforeTheRestartCountForTheNewRun() {
        var a = new IceParty(simulation, simulation.host("a", "192.0.2.1"), 1, false);
        var b = new IceParty(simulation, simulation.host("b", "192.0.2.2"), 1, true);
        a.gather();
        b.gather();
        var before = b.description().asLite();
        b.run(a.description(), false);
        a.run(before, true);
        simulation.runUntil(() -> a.isSettled() && b.isSettled(), Duration.ofSeconds(10));
        a.restart();
        a.run(before, true);
        simulation.runUntil(() -> a.selections.size() == 2, Duration.ofSeconds(10));
        b.restart();
        b.run(a.description(), false);
        simulation.run(Duration.ofMillis(100));
        assertThat(b.selections).hasSize(2);
        // Whether we still want to hear is asked under the old name too.
        simulation.run(Duration.ofMinutes(2));
        assertThat(a.failures).isEmpty();
        a.say(1, "still");
        b.say(1, "here");
        simulation.runUntil(() -> b.heard.contains("1 still") && a.heard.contains("1 here"), Duration.ofSeconds(1));
        a.close();
        b.close();
        simulation.runUntilIdle(Duration.ofSeconds(30));
        simulation.assertNothingLeft();
    }
}
