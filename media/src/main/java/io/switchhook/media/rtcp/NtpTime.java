package io.switchhook.media.rtcp;

import java.time.Duration;
import java.util.Optional;

/**
 * A 64-bit NTP timestamp: seconds and 1/2^32 of them. Our own count from the loop's origin and not from 1900, which
 * RFC 3550 §4 allows to a system without notion of
 * wall-clock time: only differences matter to the receiver of one stream.
 *
 * @param bits the 64 bits as sent
 */
public record NtpTime(long bits) {
    private static final long NANOS = 1_000_000_000L;

    /** 10 ms: what a peer's clock of whole ticks may add to the delay that it says, so that less than nothing is left of a round trip next door. */
    private static final int COARSE_UNITS = 655;

    /** The timestamp of a moment on the loop's scale. */
    public static NtpTime of(long nowNanos) {
        long seconds = Math.floorDiv(nowNanos, NANOS);
        long fraction = (Math.floorMod(nowNanos, NANOS) << 32) / NANOS;
        return new NtpTime(seconds << 32 | fraction);
    }

    /** The middle 32 bits, in 1/65536 s, as reports carry them. */
    public int middle() {
        return (int) (bits >>> 16);
    }

    /**
     * The round-trip time that a reception report shows (RFC 3550 §6.4.1, "DLSR"), absent when the other side has not
     * yet received a sender report of ours or when the figures
     * contradict each other.
     */
    public static Optional<Duration> roundTrip(NtpTime arrival, ReceptionReport report) {
        return roundTrip(arrival, report.lastSenderReport(), report.delaySinceLastSenderReport());
    }

    static Optional<Duration> roundTrip(NtpTime arrival, int sent, long delay) {
        if (sent == 0) {
            return Optional.empty();
        }
        int units = arrival.middle() - sent - (int) delay;
        return units < -COARSE_UNITS ? Optional.empty() : Optional.of(ofUnits(Math.max(0, units)));
    }

    /** A span of 1/65536 s units. */
    public static Duration ofUnits(long units) {
        return Duration.ofNanos((units * NANOS) >> 16);
    }

    /** A span in 1/65536 s units, as DLSR carries it. */
    public static long units(long nanos) {
        return (nanos / NANOS << 16) + ((nanos % NANOS << 16) / NANOS);
    }
}
