package io.switchhook.devices;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;

    private final Pace pace = new Pace(8000, 20 * MILLI);

    @Test
    void aDeviceThatKeepsTimeNeverWaits() {
        for (int i = 0; i < 1000; i++) {
            assertThat(pace.nanosToWait(80, i * 10 * MILLI)).isZero();
        }
    }

    @Test
    void aDeviceThatDoesNotIsHeldAtItsLead() {
        long now = 0;
        for (int i = 0; i < 1000; i++) {
            now += pace.nanosToWait(80, now);
        }
        // The first chunk is where the count begins.
        assertThat(now).isEqualTo((999 * 10 - 20) * MILLI);
    }

    @Test
    void afterAPauseNothingIsMadeUpFor() {
        pace.nanosToWait(80, 0);
        assertThat(pace.nanosToWait(80, 60_000 * MILLI)).isZero();
        assertThat(pace.nanosToWait(80, 60_000 * MILLI)).isZero();
        assertThat(pace.nanosToWait(80, 60_000 * MILLI)).isZero();
        assertThat(pace.nanosToWait(80, 60_000 * MILLI)).isEqualTo(10 * MILLI);
    }
}
