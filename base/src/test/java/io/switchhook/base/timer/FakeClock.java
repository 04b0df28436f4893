package io.switchhook.base.timer;

/** Time that moves only when a test says so. */
final class FakeClock {
    private long nowNanos;

    FakeClock(long startNanos) {
        nowNanos = startNanos;
    }

    long nowNanos() {
        return nowNanos;
    }

    long advance(long nanos) {
        nowNanos += nanos;
        return nowNanos;
    }
}
