package io.switchhook.transport.internal.loop;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Tasks from many threads for one loop, with a bound, and with an end after which no task can slip in. */
final class TaskQueue {
    private static final int CLOSED = Integer.MIN_VALUE;

    private final int bound;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** Tasks added and not yet taken; counted before the task is added, so that {@link #closeIfEmpty} overlooks none. */
    private final AtomicInteger count = new AtomicInteger();

    TaskQueue(int bound) {
        this.bound = bound;
    }

    /** Adds a task unless the queue is full or closed. */
    boolean offer(Runnable task) {
        return add(task, bound);
    }

    /** Adds a task unless the queue is closed. For tasks whose number is bounded by whoever adds them. */
    boolean offerReserved(Runnable task) {
        return add(task, Integer.MAX_VALUE);
    }

    private boolean add(Runnable task, int limit) {
        int before = count.get();
        while (before >= 0 && before < limit) {
            if (count.compareAndSet(before, before + 1)) {
                tasks.add(task);
                return true;
            }
            before = count.get();
        }
        return false;
    }

    int size() {
        return Math.max(0, count.get());
    }

    /** Takes the next task. Call at most {@link #size()} times in a row: it waits for a task that is counted but not quite added yet. */
    Runnable take() {
        var task = tasks.poll();
        while (task == null) {
            Thread.onSpinWait();
            task = tasks.poll();
        }
        count.decrementAndGet();
        return task;
    }

    boolean closeIfEmpty() {
        return count.compareAndSet(0, CLOSED);
    }
}
