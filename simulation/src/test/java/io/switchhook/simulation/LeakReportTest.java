package io.switchhook.simulation;

import static io.switchhook.simulation.DatagramTest.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.net.StreamKind;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LeakReportTest {
    private final Simulation simulation = new Simulation(1);

    @Test
    void everythingLeftIsListed() throws IOException {
        var host = simulation.host("alice", "192.0.2.1");
        var loop = (SimulatedLoop) host.openLoop("signalling");
        var recorder = new Recorder();
        host.network().openDatagramPort(loop, at("192.0.2.1", 5060), recorder);
        host.network().listen(loop, StreamKind.TCP, at("192.0.2.1", 5060), (connection, now) -> recorder);
        host.network().connect(loop, StreamKind.TCP, at("192.0.2.1", 5060), "", recorder);
        loop.post(() -> loop.alarm(() -> {}).set(Long.MAX_VALUE - 1));
        simulation.runUntilIdle(java.time.Duration.ofSeconds(1));
        assertThat(host.openPorts()).hasSize(2);
        assertThat(host.openStreams()).hasSize(2);
        assertThat(host.armedAlarms()).isEqualTo(1);
        assertThat(host.openLoops()).containsExactly("alice/signalling");
        assertThatThrownBy(simulation::assertNothingLeft)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("UDP port 192.0.2.1:5060 of alice/signalling")
                .hasMessageContaining("TCP listener 192.0.2.1:5060 of alice/signalling")
                .hasMessageContaining("TCP stream 192.0.2.1:")
                .hasMessageContaining("1 armed alarm(s) of loop alice/signalling")
                .hasMessageContaining("open loop alice/signalling");
    }

    @Test
    void nothingOpenedIsNothingLeft() {
        simulation.host("alice", "192.0.2.1").openLoop("x").close();
        simulation.assertNothingLeft();
        assertThat(simulation.leftovers()).isEmpty();
    }

    @Test
    void namesAndAddressesOfHostsAreUnique() {
        simulation.host("alice", "192.0.2.1");
        assertThatThrownBy(() -> simulation.host("alice", "192.0.2.2")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> simulation.host("bob", "192.0.2.1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> simulation.host("carol", "localhost")).isInstanceOf(IllegalArgumentException.class);
    }
}
