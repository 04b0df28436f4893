package io.switchhook.systemtests.interleavings;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.timer.Timed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A loop whose time stands still until the test moves it. Everything runs on the test's own thread. */
final class HandDrivenLoop implements Loop {
    private static final int MOST_TASKS = 10_000;

    private final List<HandDrivenAlarm> alarms = new ArrayList<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private long nowNanos;

    HandDrivenLoop(long nowNanos) {
        this.nowNanos = nowNanos;
    }

    private final class HandDrivenAlarm implements Alarm {
        private final Runnable action;
        private long deadlineNanos = Timed.NEVER;

        HandDrivenAlarm(Runnable action) {
            this.action = action;
        }

        @Override
        public void set(long deadline) {
            deadlineNanos = deadline;
        }

        @Override
        public void cancel() {
            deadlineNanos = Timed.NEVER;
        }

        @Override
        public boolean isSet() {
            return deadlineNanos != Timed.NEVER;
        }
    }

    /** Runs what was posted and what is due, until nothing is. */
    void settle() {
        boolean busy = true;
        while (busy) {
            busy = runTasks() | ringOne();
        }
    }

    private boolean runTasks() {
        boolean ran = false;
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            ran = true;
        }
        return ran;
    }

    private boolean ringOne() {
        for (int i = 0; i < alarms.size(); i++) {
            var alarm = alarms.get(i);
            if (alarm.deadlineNanos <= nowNanos) {
                alarm.cancel();
                alarm.action.run();
                return true;
            }
        }
        return false;
    }

    /** The earliest deadline, {@link Timed#NEVER} when there is none. */
    long nextDeadlineNanos() {
        long next = Timed.NEVER;
        for (int i = 0; i < alarms.size(); i++) {
            next = Math.min(next, alarms.get(i).deadlineNanos);
        }
        return next;
    }

    void moveTo(long time) {
        nowNanos = time;
        settle();
    }

    @Override
    public long nowNanos() {
        return nowNanos;
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public boolean post(Runnable task) {
        return tasks.size() < MOST_TASKS && tasks.add(task);
    }

    @Override
    public Alarm alarm(Runnable action) {
        var alarm = new HandDrivenAlarm(action);
        alarms.add(alarm);
        return alarm;
    }

    @Override
    public int armedAlarms() {
        return (int) alarms.stream().filter(HandDrivenAlarm::isSet).count();
    }

    @Override
    public void close() {
        alarms.clear();
        tasks.clear();
    }
}
