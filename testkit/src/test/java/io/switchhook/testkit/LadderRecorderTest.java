package io.switchhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.simulation.SimulatedHost;
import io.switchhook.simulation.Simulation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LadderRecorderTest {
    private final Simulation simulation = new Simulation(4);
    private final LadderRecorder ladder = LadderRecorder.of(simulation);
    private final SimulatedHost aliceHost = simulation.host("alice", "192.0.2.1");
    private final SimulatedHost bobHost = simulation.host("bob", "192.0.2.2");

    private ScriptedPeer peer(String name, SimulatedHost host, int port) {
        try {
            return ScriptedPeer.udp(name, host, Pump.of(simulation), new InetSocketAddress(host.address(), port));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void drawsArrowsBothWaysWithTimesNotesAndRepetitions() {
        var alice = peer("858", aliceHost, 5060);
        var bob = peer("853", bobHost, 5060);
        var dialog = alice.newDialog(bob.uri());
        var invite = dialog.invite("v=0\r\n");
        bob.respond(bob.expectRequest("INVITE"), 486);
        dialog.ack(invite, dialog.expectResponse("INVITE", 486));
        simulation.run(Duration.ofMillis(498));
        ladder.note("the cable is cut");
        simulation.cut(aliceHost, bobHost);
        alice.send(invite, bob.address());
        dialog.send("REFER", draft -> draft.header("Refer-To", "<sip:895@example.com>"));
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(ladder.ladder().lines().map(String::stripTrailing))
                .containsExactly(
                        "          alice                             bob",
                        "    0.000 |--INVITE 853 (sdp)-------------->|",
                        "    0.001 |<-486 Busy Here (INVITE)---------|",
                        "    0.002 |--ACK--------------------------->|",
                        "    0.500 -- the cable is cut --",
                        "    0.500 |--INVITE 853 (sdp) *------------>|  X CUT",
                        "    0.500 |--REFER to 895------------------>|  X CUT",
                        "* sent before");
        assertThat(ladder.traffic().entries()).hasSize(5);
    }

    @Test
    void arrowsPassColumnsBetween() {
        var alice = peer("858", aliceHost, 5060);
        var bob = peer("853", bobHost, 5060);
        var carol = peer("895", simulation.host("carol", "192.0.2.3"), 5060);
        alice.newDialog(bob.uri()).send("OPTIONS");
        alice.newDialog(carol.uri()).send("MESSAGE");
        carol.respond(carol.expectRequest("MESSAGE"), 200);
        alice.expectResponse("MESSAGE", 200);
        var lines = ladder.ladder().lines().toList();
        assertThat(lines.get(2)).contains("|--MESSAGE").endsWith("->|").doesNotContain("| ");
        assertThat(lines.get(3)).contains("|<-200 OK (MESSAGE)").endsWith("-|");
        assertThat(lines.get(1)).contains("|--OPTIONS").contains(">|");
    }

    @Test
    void hostThatTalksToItselfHasAColumnForEachPort() {
        var one = peer("1", aliceHost, 5060);
        var two = peer("2", aliceHost, 5070);
        one.newDialog(two.uri()).send("OPTIONS");
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(ladder.ladder())
                .contains("alice:5060")
                .contains("alice:5070")
                .contains("|--OPTIONS-");
    }

    @Test
    void messagesAreShownInFullWithoutTheAnswersToChallenges() {
        var alice = peer("858", aliceHost, 5060);
        var credentials = "Digest username=\"858\", response=\"0123456789abcdef\", uri=\"sip:x\"";
        alice.newDialog("sip:853@192.0.2.2").send("OPTIONS", draft -> draft.header("Authorization", credentials));
        simulation.runUntilIdle(Duration.ofSeconds(1));
        assertThat(ladder.messages())
                .contains("alice -> bob NO_PORT")
                .contains("username=\"858\"")
                .doesNotContain("0123456789abcdef");
        assertThat(ladder.ladder()).doesNotContain("0123456789abcdef");
    }

    @Test
    void nothingSaidIsSaidSo() {
        assertThat(ladder.ladder()).isEqualTo("(no SIP message)\n");
    }
}
