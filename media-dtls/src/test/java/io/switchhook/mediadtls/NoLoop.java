package io.switchhook.mediadtls;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;

/** For what needs none. */
final class NoLoop implements Loop {

    @Override
    public long nowNanos() {
        throw new AssertionError("no clock is needed");
    }

    @Override
    public boolean inLoop() {
        return false;
    }

    @Override
    public boolean post(Runnable task) {
        throw new AssertionError("no loop is needed");
    }

    @Override
    public Alarm alarm(Runnable action) {
        throw new AssertionError("no alarm is needed");
    }

    @Override
    public int armedAlarms() {
        return 0;
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
