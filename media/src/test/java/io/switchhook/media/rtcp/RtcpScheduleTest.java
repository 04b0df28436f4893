package io.switchhook.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.SeededRandomness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** RFC 3550 §6.2, §6.3.1. */
class RtcpScheduleTest {
    private static final double SECOND = 1e9;

    @Test
    void firstIntervalIsHalfAndLaterOnesAreSpreadFromHalfToOneAndAHalf() {
        double least = Double.MAX_VALUE;
        double most = 0;
        double sum = 0;
        for (int seed = 0; seed < 500; seed++) {
            var schedule = new RtcpSchedule(new SeededRandomness(seed), RtcpSchedule.STANDARD_MINIMUM, 80_000, 1000);
            long first = schedule.nextDeadlineNanos() - 1000;
            assertThat(first / SECOND).isBetween(1.25 / 1.21828, 3.75 / 1.21828);
            assertThat(schedule.isDue(999 + first)).isFalse();
            assertThat(schedule.isDue(1000 + first)).isTrue();
            schedule.onSent(100, 0);
            double next = schedule.intervalNanos() / SECOND;
            least = Math.min(least, next);
            most = Math.max(most, next);
            sum += next;
        }
        assertThat(least).isBetween(2.5 / 1.21828, 2.2);
        assertThat(most).isBetween(5.9, 7.5 / 1.21828);
        assertThat(sum / 500).isBetween(3.9, 4.3);
    }

    @Test
    void littleBandwidthStretchesTheInterval() {
        var schedule = new RtcpSchedule(new SeededRandomness(1), Duration.ofSeconds(5), 1000, 0);
        schedule.onSent(128, 0);
        // 5 % of 1000 bit/s are 6.25 bytes/s; two members of about 130 bytes take 41 s.
        assertThat(schedule.intervalNanos() / SECOND).isBetween(0.5 * 40 / 1.21828, 1.5 * 42 / 1.21828);
    }

    @Test
    void reducedMinimumIs360DividedByKilobits() {
        assertThat(RtcpSchedule.reducedMinimum(72_000)).isEqualTo(Duration.ofSeconds(5));
        assertThat(RtcpSchedule.reducedMinimum(360_000)).isEqualTo(Duration.ofSeconds(1));
    }
}
