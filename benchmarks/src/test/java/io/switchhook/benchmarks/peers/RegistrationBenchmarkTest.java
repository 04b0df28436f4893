package io.switchhook.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegistrationBenchmarkTest {

    @Test
    void everyRegistrationIsAccepted() {
        var benchmark = new RegistrationBenchmark();
        for (int i = 0; i < 100; i++) {
            benchmark.registration();
        }
        assertThat(benchmark.accepted()).isEqualTo(100);
        assertThat(benchmark.transactions())
                .as("what was accepted waits for repetitions")
                .isEqualTo(100);
    }
}
