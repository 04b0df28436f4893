package io.switchhook.simulation;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.timer.Timed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A loop whose thread is the one that pumps the simulation. */
final class SimulatedLoop implements Loop {
    /** As a real loop's: a loop so far behind is lost, and its callers must hear of it. */
    private static final int MAX_TASKS = 100_000;

    private final Scheduler scheduler;
    private final SimulatedHost host;
    private final String name;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final Set<LoopAlarm> armed = new LinkedHashSet<>();
    private boolean closed;

    SimulatedLoop(Scheduler scheduler, SimulatedHost host, String name) {
        this.scheduler = scheduler;
        this.host = host;
        this.name = name;
    }

    @Override
    public long nowNanos() {
        return scheduler.nowNanos();
    }

    @Override
    public boolean inLoop() {
        return scheduler.runsAs(this);
    }

    @Override
    public boolean post(Runnable task) {
        synchronized (tasks) {
            if (closed || tasks.size() >= MAX_TASKS) {
                return false;
            }
            tasks.add(task);
            scheduler.work(this, this::runNext);
            return true;
        }
    }

    private void runNext() {
        if (host.sleeps()) {
            scheduler.workAt(host.wakesAtNanos(), this, this::runNext);
            return;
        }
        var task = next();
        if (task != null) {
            task.run();
        }
    }

    private @Nullable Runnable next() {
        synchronized (tasks) {
            return tasks.poll();
        }
    }

    @Override
    public Alarm alarm(Runnable action) {
        return new LoopAlarm(action);
    }

    @Override
    public int armedAlarms() {
        assertInLoop();
        return armed.size();
    }

    /** For the leak report, which is asked for from outside. */
    int countArmedAlarms() {
        return armed.size();
    }

    /** The moment the next alarm rings, or {@link Timed#NEVER}. */
    long nextAlarmNanos() {
        return armed.stream().mapToLong(alarm -> alarm.deadlineNanos).min().orElse(Timed.NEVER);
    }

    boolean isOpen() {
        synchronized (tasks) {
            return !closed;
        }
    }

    @Override
    public void close() {
        synchronized (tasks) {
            closed = true;
        }
        if (inLoop()) {
            forgetAlarms();
        } else {
            scheduler.runAs(this, this::drain);
        }
    }

    private void drain() {
        forgetAlarms();
        for (var task = next(); task != null; task = next()) {
            task.run();
        }
    }

    /** The host has lost power: nothing runs any more. */
    void die() {
        synchronized (tasks) {
            closed = true;
            tasks.clear();
        }
        forgetAlarms();
    }

    private void forgetAlarms() {
        for (var alarm : new ArrayList<>(armed)) {
            alarm.unset();
        }
    }

    @Override
    public String toString() {
        return host.name() + "/" + name;
    }

    /**
     * An alarm; the queue may hold an entry that is too early for it, then it is queued again when that one is reached.
     */
    private final class LoopAlarm implements Alarm {
        private final Runnable action;
        private long deadlineNanos = Timed.NEVER;
        private Scheduler.@Nullable Entry entry;

        private LoopAlarm(Runnable action) {
            this.action = action;
        }

        @Override
        public void set(long deadline) {
            assertInLoop();
            if (deadline == Timed.NEVER || !isOpen()) {
                unset();
                return;
            }
            deadlineNanos = deadline;
            armed.add(this);
            if (entry != null && entry.atNanos() > deadline) {
                scheduler.cancel(entry);
                entry = null;
            }
            if (entry == null) {
                entry = scheduler.timerAt(deadline, SimulatedLoop.this, this::onReached);
            }
        }

        private void onReached() {
            entry = null;
            if (deadlineNanos == Timed.NEVER) {
                return;
            }
            long reached = Math.max(deadlineNanos, host.wakesAtNanos());
            if (reached > scheduler.nowNanos()) {
                entry = scheduler.timerAt(reached, SimulatedLoop.this, this::onReached);
                return;
            }
            unset();
            action.run();
        }

        @Override
        public void cancel() {
            assertInLoop();
            unset();
        }

        private void unset() {
            deadlineNanos = Timed.NEVER;
            armed.remove(this);
            if (entry != null) {
                scheduler.cancel(entry);
                entry = null;
            }
        }

        @Override
        public boolean isSet() {
            assertInLoop();
            return deadlineNanos != Timed.NEVER;
        }
    }
}
