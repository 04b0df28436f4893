package io.switchhook.media.rtcp;

import io.switchhook.base.random.Randomness;
import java.time.Duration;

/**
 * When to send the next report, RFC 3550 §6.3, for a session of two: with at most two members the timer
 * reconsideration of §6.3.6 never postpones anything, so what remains is
 * the calculated interval of §6.3.1 with its randomness.
 */
public final class RtcpSchedule {
    /** The minimum of RFC 3550 §6.2. */
    public static final Duration STANDARD_MINIMUM = Duration.ofSeconds(5);

    // e - 3/2, RFC 3550 §6.3.1.
    private static final double COMPENSATION = 1.21828;
    private static final int UDP_IP_BYTES = 28;

    private final Randomness random;
    private final Duration minimum;
    private final double bytesPerSecond;
    private double averageBytes = 100 + UDP_IP_BYTES;
    private boolean initial = true;
    private long intervalNanos;
    private long deadlineNanos;

    /**
     * @param minimum the least deterministic interval, usually {@link #STANDARD_MINIMUM}
     * @param sessionBitsPerSecond bandwidth of the audio; RTCP takes 5 % of it
     */
    public RtcpSchedule(Randomness random, Duration minimum, int sessionBitsPerSecond, long nowNanos) {
        if (minimum.isNegative() || minimum.isZero() || sessionBitsPerSecond <= 0) {
            throw new IllegalArgumentException("Interval and bandwidth must be positive");
        }
        this.random = random;
        this.minimum = minimum;
        this.bytesPerSecond = sessionBitsPerSecond * 0.05 / 8;
        schedule(nowNanos);
    }

    /** The reduced minimum of RFC 3550 §6.2: 360 divided by the session bandwidth in kilobits a second, in seconds. */
    public static Duration reducedMinimum(int sessionBitsPerSecond) {
        return Duration.ofNanos((long) (360e9 / (sessionBitsPerSecond / 1000.0)));
    }

    public long nextDeadlineNanos() {
        return deadlineNanos;
    }

    public boolean isDue(long nowNanos) {
        return nowNanos >= deadlineNanos;
    }

    /** The interval last drawn: two of them without RTP make a sender a receiver (§6.3.8). */
    public long intervalNanos() {
        return intervalNanos;
    }

    /** A compound of this many bytes was sent; draws the next interval. */
    public void onSent(int bytes, long nowNanos) {
        initial = false;
        onSize(bytes);
        schedule(nowNanos);
    }

    /** A compound of this many bytes was received. RFC 3550 §6.3.3. */
    public void onReceived(int bytes) {
        onSize(bytes);
    }

    private void onSize(int bytes) {
        averageBytes += (bytes + UDP_IP_BYTES - averageBytes) / 16;
    }

    private void schedule(long nowNanos) {
        double least = minimum.toNanos() * (initial ? 0.5 : 1.0);
        // Of two members one sender is more than 25 %, so both share the bandwidth: n = 2.
        double deterministic = Math.max(least, 2 * averageBytes / bytesPerSecond * 1e9);
        intervalNanos = (long) (deterministic * (0.5 + random.nextDouble()) / COMPENSATION);
        deadlineNanos = nowNanos + intervalNanos;
    }
}
