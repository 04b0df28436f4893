package io.switchhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.simulation.Simulation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureLadderTest {

    @Test
    void failureComesOutWithSeedAndLadderOnce() throws IOException {
        var simulation = new Simulation(77);
        var failures = FailureLadder.of(simulation);
        var host = simulation.host("alice", "192.0.2.1");
        var other = simulation.host("bob", "192.0.2.2");
        try (var alice =
                ScriptedPeer.udp("858", host, Pump.of(simulation), new InetSocketAddress(host.address(), 5060))) {
            assertThatThrownBy(() -> failures.guard(() -> {
                        alice.newDialog("sip:853@" + other.addresses().get(0).getHostAddress())
                                .send("OPTIONS");
                        alice.expectResponse("OPTIONS", 200, Duration.ofSeconds(1));
                    }))
                    .isInstanceOf(AssertionError.class)
                    .satisfies(failure -> {
                        failures.explain(failure);
                        assertThat(failure.getSuppressed()).hasSize(1);
                        assertThat(failure.getSuppressed()[0].toString())
                                .contains("seed 77")
                                .contains("OPTIONS")
                                .contains("NO_PORT");
                    });
        }
        assertThatThrownBy(() -> failures.guard(() -> {
                    throw new IOException("planted");
                }))
                .isInstanceOf(IOException.class)
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    }
}
