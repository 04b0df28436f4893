package io.switchhook.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 8839 §7, §7.3: one offer, and the answers of several. */
class ForkedOfferTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Simulation simulation = new Simulation(7);
    private final List<IceParty> parties = new ArrayList<>();

    private IceParty party(String name, int number) {
        var party = new IceParty(simulation, simulation.host(name, "192.0.2." + number), 1, false);
        parties.add(party);
        party.gather();
        return party;
    }

    @AfterEach
    void nothingLivesAfterTheEnd() {
        parties.forEach(IceParty::close);
        simulation.runUntilIdle(Duration.ofSeconds(30));
        simulation.assertNothingLeft();
    }

    @Test
    void whoWasHeardFirstIsSentNothingOnceAnotherForkHasAnswered() {
        var a = party("a", 1);
        var b = party("b", 2);
        var c = party("c", 3);
        a.run(b.description(), true);
        b.run(a.description(), false);
        simulation.runUntil(() -> a.isSettled() && b.isSettled(), SOON);
        a.say(1, "for b");
        simulation.runUntil(() -> b.heard.contains("1 for b"), Duration.ofSeconds(1));
        a.run(c.description(), true);
        a.say(1, "not for b");
        simulation.run(Duration.ofMillis(200));
        assertThat(b.heard).doesNotContain("1 not for b");
        c.run(a.description(), false);
        simulation.runUntil(() -> a.selections.size() == 2 && c.isSettled(), SOON);
        a.say(1, "for c");
        simulation.runUntil(() -> c.heard.contains("1 for c"), Duration.ofSeconds(1));
    }
}
