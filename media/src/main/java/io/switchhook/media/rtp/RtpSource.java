package io.switchhook.media.rtp;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a receiver knows about one synchronization source: validity and extent of its sequence numbers (RFC 3550
 * §A.1), loss (§A.3), interarrival jitter (§A.8). Takes
 * one packet at a time, allocates nothing. Not thread-safe.
 */
public final class RtpSource {

    /** What the sequence number of a packet says. */
    public enum Verdict {
        /** Belongs to the sequence: in order, after a gap, repeated or overtaken. */
        VALID,
        /** The source has not yet sent enough packets in a row to be believed. */
        ON_PROBATION,
        /** This packet ended the probation: the source counts from here. */
        ACCEPTED,
        /**
         * The second of two successive packets after a very large jump: the sender restarted, counting starts anew
         * here.
         */
        RESTARTED,
        /** A very large jump; a stray packet unless the next one follows it. */
        REJECTED
    }

    private static final int SEQUENCE_MODULUS = 1 << 16;
    private static final int MAX_DROPOUT = 3000;
    private static final int MAX_MISORDER = 100;
    private static final int NO_SEQUENCE = SEQUENCE_MODULUS + 1;
    private static final long MAX_LOST_REPORTED = 0x7FFFFF;

    private final int ssrc;
    private final int minSequential;
    private int probation;
    private boolean heard;
    private int maxSequence;
    private long cycles;
    private long baseSequence;
    private int badSequence = NO_SEQUENCE;
    private long received;
    private long receivedPrior;
    private long expectedPrior;
    private boolean hasTransit;
    private long transit;
    private long jitterScaled;
    private int jitterClockRate;
    private boolean jitterMeasured;

    /**
     * @param minSequential packets in sequence before the source is believed; RFC 3550 suggests 2, and 1 believes
     *     the first
     */
    public RtpSource(int ssrc, int minSequential) {
        if (minSequential < 1) {
            throw new IllegalArgumentException("At least one packet is needed, not " + minSequential);
        }
        this.ssrc = ssrc;
        this.minSequential = minSequential;
        this.probation = minSequential;
    }

    public int ssrc() {
        return ssrc;
    }

    /** Takes the sequence number of a packet of this source. RFC 3550 §A.1. */
    public Verdict onSequence(int sequence) {
        if (probation > 0) {
            return onProbation(sequence);
        }
        int ahead = (sequence - maxSequence) & 0xFFFF;
        Verdict verdict = Verdict.VALID;
        if (ahead < MAX_DROPOUT) {
            if (sequence < maxSequence) {
                cycles += SEQUENCE_MODULUS;
            }
            maxSequence = sequence;
        } else if (ahead <= SEQUENCE_MODULUS - MAX_MISORDER) {
            if (sequence != badSequence) {
                badSequence = SequenceNumbers.next(sequence);
                return Verdict.REJECTED;
            }
            start(sequence);
            verdict = Verdict.RESTARTED;
        }
        received++;
        return verdict;
    }

    private Verdict onProbation(int sequence) {
        boolean follows = heard && sequence == SequenceNumbers.next(maxSequence);
        probation = follows ? probation - 1 : minSequential - 1;
        heard = true;
        maxSequence = sequence;
        if (probation > 0) {
            return Verdict.ON_PROBATION;
        }
        start(sequence);
        received++;
        return Verdict.ACCEPTED;
    }

    private void start(int sequence) {
        baseSequence = sequence;
        maxSequence = sequence;
        badSequence = NO_SEQUENCE;
        cycles = 0;
        received = 0;
        receivedPrior = 0;
        expectedPrior = 0;
        hasTransit = false;
        jitterMeasured = false;
        jitterScaled = 0;
    }

    /**
     * Takes the timing of a valid audio packet. RFC 3550 §A.8. Packets whose timestamp stands still while time passes
     * (telephone events) must not be given.
     */
    public void onTiming(int timestamp, int clockRate, long nowNanos) {
        long arrival = nowNanos / 1_000_000_000L * clockRate + nowNanos % 1_000_000_000L * clockRate / 1_000_000_000L;
        long currentTransit = arrival - timestamp;
        if (hasTransit && clockRate == jitterClockRate) {
            long difference = Math.abs((int) (currentTransit - transit));
            jitterScaled += difference - ((jitterScaled + 8) >> 4);
            jitterMeasured = true;
        }
        jitterClockRate = clockRate;
        transit = currentTransit;
        hasTransit = true;
    }

    /** Whether the source has passed its probation. */
    public boolean isValid() {
        return probation == 0;
    }

    /** Highest sequence number received, extended by the count of cycles; 32 bits matter. */
    public long extendedHighestSequence() {
        return cycles + maxSequence;
    }

    public long received() {
        return received;
    }

    /** Packets expected since the source became valid, 0 before. */
    public long expected() {
        return isValid() ? extendedHighestSequence() - baseSequence + 1 : 0;
    }

    /** Expected less received, clamped to the 24 signed bits of a report; negative when packets were repeated. */
    public int cumulativeLost() {
        long lost = expected() - received;
        return (int) Math.max(-MAX_LOST_REPORTED - 1, Math.min(MAX_LOST_REPORTED, lost));
    }

    /** The share lost since the last call, in 1/256; a report takes it once. RFC 3550 §A.3. */
    public int takeFractionLost() {
        long expected = expected();
        long expectedInterval = expected - expectedPrior;
        long lostInterval = expectedInterval - (received - receivedPrior);
        expectedPrior = expected;
        receivedPrior = received;
        if (expectedInterval <= 0 || lostInterval <= 0) {
            return 0;
        }
        return (int) Math.min(255, (lostInterval << 8) / expectedInterval);
    }

    /** Interarrival jitter in timestamp units, absent before two packets were timed. */
    public OptionalLong jitterUnits() {
        return jitterMeasured ? OptionalLong.of(jitterScaled >> 4) : OptionalLong.empty();
    }

    /** Interarrival jitter, absent before two packets were timed. */
    public Optional<Duration> jitter() {
        return jitterMeasured
                ? Optional.of(Duration.ofNanos((jitterScaled >> 4) * 1_000_000_000L / jitterClockRate))
                : Optional.empty();
    }
}
