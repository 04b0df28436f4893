package io.switchhook.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallBenchmarkTest {

    @Test
    void everyCallIsAnsweredAndEnds() {
        var benchmark = new CallBenchmark();
        for (int i = 0; i < 100; i++) {
            benchmark.call();
        }
        assertThat(benchmark.sent()).as("100, 180, 200 and the 200 to BYE").isEqualTo(400);
        assertThat(benchmark.answered()).as("200 to INVITE and to BYE").isEqualTo(200);
        assertThat(benchmark.dialogs()).isZero();
        assertThat(benchmark.transactions()).as("they wait for repetitions").isEqualTo(200);
    }
}
