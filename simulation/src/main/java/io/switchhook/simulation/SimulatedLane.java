package io.switchhook.simulation;

import io.switchhook.base.loop.CallbackLane;
import java.util.ArrayDeque;

/** A lane whose callbacks are tasks of the simulation, outside of any loop. */
final class SimulatedLane implements CallbackLane {
    private static final int MAX_CALLBACKS = 100_000;

    private final Scheduler scheduler;
    private final SimulatedHost host;
    private final String name;
    private final ArrayDeque<Runnable> callbacks = new ArrayDeque<>();
    private boolean busy;
    private boolean scheduled;

    SimulatedLane(Scheduler scheduler, SimulatedHost host, String name) {
        this.scheduler = scheduler;
        this.host = host;
        this.name = name;
    }

    @Override
    public void submit(Runnable callback) {
        synchronized (callbacks) {
            if (!host.isAlive()) {
                return;
            }
            if (callbacks.size() >= MAX_CALLBACKS) {
                host.callbackFailed(this, new IllegalStateException("More than " + MAX_CALLBACKS + " callbacks wait"));
                return;
            }
            callbacks.add(callback);
            scheduleNext();
        }
    }

    private void scheduleNext() {
        if (!busy && !scheduled && !callbacks.isEmpty()) {
            scheduled = true;
            scheduler.work(this, this::runNext);
        }
    }

    private void runNext() {
        Runnable callback;
        synchronized (callbacks) {
            scheduled = false;
            if (!host.isAlive()) {
                callbacks.clear();
                return;
            }
            busy = true;
            callback = callbacks.remove();
        }
        try {
            callback.run();
        } catch (Exception | AssertionError failure) {
            host.callbackFailed(this, failure);
        } finally {
            synchronized (callbacks) {
                // While a callback awaits something, the simulation runs on inside it; the lane's next callback must
                // not.
                busy = false;
                scheduleNext();
            }
        }
    }

    @Override
    public String toString() {
        return host.name() + "/" + name;
    }
}
