package io.switchhook.media.jitter;

/**
 * Maps timestamps to moments of playout. Remembers the fastest transit of the last {@link #EPOCH_NANOS} to twice
 * that, so that the delay is known and follows clocks that drift apart.
 */
final class PlayoutClock {
    private static final long EPOCH_NANOS = 4_000_000_000L;
    private static final long NANOS = 1_000_000_000L;

    private final int clockRate;
    private boolean set;
    private long originTimestamp;
    private long originNanos;
    private long fastest;
    private long fastestOfEpoch;
    private long epochStart;

    PlayoutClock(int clockRate) {
        this.clockRate = clockRate;
    }

    boolean isSet() {
        return set;
    }

    void start(long timestamp, long nowNanos, long delayNanos) {
        set = true;
        originTimestamp = timestamp;
        originNanos = nowNanos + delayNanos;
        fastest = nowNanos;
        fastestOfEpoch = Long.MAX_VALUE;
        epochStart = nowNanos;
    }

    long playoutNanos(long timestamp) {
        return originNanos + units(timestamp);
    }

    private long units(long timestamp) {
        long units = timestamp - originTimestamp;
        return units / clockRate * NANOS + units % clockRate * NANOS / clockRate;
    }

    /** Transit: the arrival less the timestamp's own time, on an arbitrary scale. */
    void onArrival(long timestamp, long nowNanos) {
        long transit = nowNanos - units(timestamp);
        fastestOfEpoch = Math.min(fastestOfEpoch, transit);
        fastest = Math.min(fastest, transit);
        if (nowNanos - epochStart > EPOCH_NANOS) {
            fastest = fastestOfEpoch;
            fastestOfEpoch = transit;
            epochStart = nowNanos;
        }
    }

    /** How much later than the fastest packet arrives it is played. */
    long delayNanos() {
        return originNanos - fastest;
    }

    void delay(long nanos, long maxDelay) {
        originNanos = Math.max(originNanos, Math.min(originNanos + nanos, fastest + maxDelay));
    }

    void advance(long nanos) {
        originNanos -= nanos;
    }

    /** Packets that came faster than all before may have made the delay too long. */
    void limit(long maxDelay) {
        originNanos = Math.min(originNanos, fastest + maxDelay);
    }
}
