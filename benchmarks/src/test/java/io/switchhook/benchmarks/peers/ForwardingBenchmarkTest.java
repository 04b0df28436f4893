package io.switchhook.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForwardingBenchmarkTest {

    @Test
    void everyCallIsForwardedBothWays() {
        var benchmark = new ForwardingBenchmark();
        for (int i = 0; i < 100; i++) {
            benchmark.call();
        }
        assertThat(benchmark.requests()).as("INVITE, ACK and BYE").isEqualTo(300);
        assertThat(benchmark.responses()).as("100, 180, 200 and the 200 to BYE").isEqualTo(400);
        assertThat(benchmark.transactions()).as("they wait for repetitions").isEqualTo(400);
    }
}
