package io.switchhook.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.rtp.RtpSource.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** RFC 3550 §A.1, §A.3, §A.8. */
class RtpSourceTest {
    private static final long MS = 1_000_000;

    @Test
    void twoPacketsInSequenceEndProbation() {
        var source = new RtpSource(1, 2);
        assertThat(source.onSequence(100)).isEqualTo(Verdict.ON_PROBATION);
        assertThat(source.onSequence(102)).isEqualTo(Verdict.ON_PROBATION);
        assertThat(source.isValid()).isFalse();
        assertThat(source.onSequence(103)).isEqualTo(Verdict.ACCEPTED);
        assertThat(source.received()).isEqualTo(1);
        assertThat(source.expected()).isEqualTo(1);
    }

    @Test
    void sequenceNumbersWrapIntoCycles() {
        var source = started(65534);
        assertThat(source.onSequence(65535)).isEqualTo(Verdict.VALID);
        assertThat(source.onSequence(0)).isEqualTo(Verdict.VALID);
        assertThat(source.onSequence(1)).isEqualTo(Verdict.VALID);
        assertThat(source.extendedHighestSequence()).isEqualTo(65536 + 1);
        assertThat(source.expected()).isEqualTo(4);
        assertThat(source.cumulativeLost()).isZero();
    }

    @Test
    void overtakenPacketsDoNotCountAsACycle() {
        var source = started(10);
        source.onSequence(12);
        assertThat(source.onSequence(11)).isEqualTo(Verdict.VALID);
        assertThat(source.extendedHighestSequence()).isEqualTo(12);
        assertThat(source.cumulativeLost()).isZero();
    }

    @Test
    void aVeryLargeJumpIsBelievedTheSecondTimeOnly() {
        var source = started(10);
        assertThat(source.onSequence(20_000)).isEqualTo(Verdict.REJECTED);
        assertThat(source.onSequence(11)).isEqualTo(Verdict.VALID);
        assertThat(source.onSequence(30_000)).isEqualTo(Verdict.REJECTED);
        assertThat(source.onSequence(30_001)).isEqualTo(Verdict.RESTARTED);
        assertThat(source.received()).isEqualTo(1);
        assertThat(source.expected()).isEqualTo(1);
    }

    @Test
    void maxDropoutAndMaxMisorderAreTheBoundsOfTheRfc() {
        assertThat(started(0).onSequence(2999)).isEqualTo(Verdict.VALID);
        assertThat(started(0).onSequence(3000)).isEqualTo(Verdict.REJECTED);
        assertThat(started(1000).onSequence(901)).isEqualTo(Verdict.VALID);
        assertThat(started(1000).onSequence(900)).isEqualTo(Verdict.REJECTED);
    }

    @Test
    void lossIsCountedAndItsShareReportedOnce() {
        var source = started(0);
        for (int sequence = 1; sequence < 100; sequence++) {
            if (sequence % 4 != 0) {
                source.onSequence(sequence);
            }
        }
        assertThat(source.expected()).isEqualTo(100);
        assertThat(source.cumulativeLost()).isEqualTo(24);
        assertThat(source.takeFractionLost()).isEqualTo(24 * 256 / 100);
        source.onSequence(100);
        assertThat(source.takeFractionLost()).isZero();
    }

    @Test
    void repeatedPacketsMakeTheLossNegativeAndItsShareZero() {
        var source = started(0);
        source.onSequence(0);
        source.onSequence(0);
        assertThat(source.cumulativeLost()).isEqualTo(-2);
        assertThat(source.takeFractionLost()).isZero();
    }

    @Test
    void jitterIsAbsentUntilMeasured() {
        var source = started(0);
        assertThat(source.jitter()).isEmpty();
        source.onTiming(0, 8000, 0);
        assertThat(source.jitter()).isEmpty();
        source.onTiming(160, 8000, 20 * MS);
        assertThat(source.jitter()).contains(Duration.ZERO);
    }

    @Test
    void jitterFollowsTheFilterOfTheRfc() {
        var source = started(0);
        source.onTiming(0, 8000, 0);
        // 10 ms late = 80 units; J += 80/16 = 5.
        source.onTiming(160, 8000, 30 * MS);
        assertThat(source.jitterUnits()).hasValue(5);
        // Steady deviation of +-80 converges to 80 units = 10 ms.
        for (int i = 2; i < 400; i++) {
            source.onTiming(160 * i, 8000, 20 * MS * i + (i % 2) * 10 * MS);
        }
        assertThat(source.jitter().orElseThrow()).isBetween(Duration.ofMillis(9), Duration.ofMillis(11));
    }

    @Test
    void timestampsAndClockMayWrapWithoutAffectingJitter() {
        var source = started(0);
        source.onTiming(0xFFFFFFF0, 8000, Long.MAX_VALUE / 2);
        source.onTiming(0xFFFFFFF0 + 160, 8000, Long.MAX_VALUE / 2 + 20 * MS);
        assertThat(source.jitterUnits().getAsLong()).isLessThanOrEqualTo(1);
    }

    @Test
    void aStrangerTakesOverOnlyWithTwoPacketsInSequence() {
        var reception = new RtpReception();
        assertThat(reception.source()).isEmpty();
        assertThat(reception.onPacket(7, 1)).isEqualTo(RtpReception.Verdict.STARTS);
        assertThat(reception.onPacket(8, 500)).isEqualTo(RtpReception.Verdict.IGNORED);
        assertThat(reception.onPacket(7, 2)).isEqualTo(RtpReception.Verdict.CONTINUES);
        assertThat(reception.onPacket(8, 501)).isEqualTo(RtpReception.Verdict.IGNORED);
        assertThat(reception.onPacket(8, 502)).isEqualTo(RtpReception.Verdict.STARTS);
        assertThat(reception.listensTo(8)).isTrue();
    }

    @Test
    void sequenceArithmeticWraps() {
        assertThat(SequenceNumbers.next(65535)).isZero();
        assertThat(SequenceNumbers.distance(2, 65534)).isEqualTo(4);
        assertThat(SequenceNumbers.isNewer(65534, 2)).isFalse();
        assertThat(SequenceNumbers.extend(3, 65534)).isEqualTo(65539);
        assertThat(SequenceNumbers.extend(65534, 65539)).isEqualTo(65534);
        assertThat(SequenceNumbers.extendTimestamp(5, 0xFFFFFFFFL)).isEqualTo(0x1_0000_0005L);
    }

    private static RtpSource started(int sequence) {
        var source = new RtpSource(1, 1);
        assertThat(source.onSequence(sequence)).isEqualTo(Verdict.ACCEPTED);
        return source;
    }
}
