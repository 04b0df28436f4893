package io.switchhook.devices;

/** Keeps a device that does not keep time by itself from running ahead: the null device of a server gives and takes at once whatever is wanted. */
final class Pace {
    private static final long SECOND = 1_000_000_000;

    private final int sampleRate;
    private final long leadNanos;
    private long startNanos;
    private long samples;
    private boolean begun;

    /** @param leadNanos how far ahead of the clock a device may be; what its own buffer holds has to fit in */
    Pace(int sampleRate, long leadNanos) {
        this.sampleRate = sampleRate;
        this.leadNanos = leadNanos;
    }

    /** How long to wait after that many more samples; 0 for a device that keeps time. One that is behind, after a pause for one, begins anew. */
    long nanosToWait(int more, long nowNanos) {
        samples += more;
        long ahead = begun ? startNanos + samples * SECOND / sampleRate - nowNanos : 0;
        if (!begun || ahead < -leadNanos) {
            begun = true;
            startNanos = nowNanos;
            samples = 0;
            return 0;
        }
        return Math.max(0, ahead - leadNanos);
    }
}
