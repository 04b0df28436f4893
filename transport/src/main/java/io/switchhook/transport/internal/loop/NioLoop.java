package io.switchhook.transport.internal.loop;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.timer.Timed;
import io.switchhook.base.timer.TimerWheel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop that is a daemon thread with a selector. A turn runs the tasks that were waiting when it began, then the
 * alarms that are due, then the sockets that are ready. Whatever throws is logged and the loop lives on.
 *
 * <p>Alarms ring at their deadline or up to a millisecond and the system's own delay after it, never before: the wait
 * for sockets is counted in milliseconds and rounded up. Deadlines are absolute, so that a period does not drift, and
 * the alarms of a busy loop that fall into one millisecond share a wake-up.
 */
public final class NioLoop implements Loop {
    /** A loop this far behind is stuck or flooded; taking more would only hide it. */
    static final int MAX_TASKS = 65_536;

    /** How long {@link #close()} waits for a task that does not return. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    /** The largest datagram of IPv4 or IPv6 without jumbograms fits in. */
    private static final int RECEIVE_BUFFER_BYTES = 65_536;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final String name;
    private final LongSupplier clock;
    private final Consumer<NioLoop> onEnd;
    private final Thread thread;
    private final Selector selector;
    private final TimerWheel wheel;
    private final TaskQueue tasks = new TaskQueue(MAX_TASKS);
    private final Set<LoopMember> members = new LinkedHashSet<>();
    private final ByteBuffer receiveBuffer = ByteBuffer.allocateDirect(RECEIVE_BUFFER_BYTES);
    private final Consumer<SelectionKey> dispatch = this::dispatch;
    private final ArrayDeque<Runnable> departures = new ArrayDeque<>();

    /** Whether the loop waits, or is about to wait, in its selector: only then has a new task to wake it. */
    private final AtomicBoolean sleeping = new AtomicBoolean();

    private volatile boolean closing;
    private boolean selecting;
    private boolean keysToFlush;

    private NioLoop(String name, LongSupplier clock, Consumer<NioLoop> onEnd) {
        this.name = name;
        this.clock = clock;
        this.onEnd = onEnd;
        wheel = new TimerWheel(clock.getAsLong());
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("The loop " + name + " got no selector from the system", e);
        }
        thread = new LoopThread(this);
        thread.setDaemon(true);
    }

    /**
     * Opens a loop and starts its thread.
     *
     * @param clock the time of all loops of one world; it never goes back and is never negative
     * @param onEnd called once, on the loop's thread, as its last act
     */
    public static NioLoop open(String name, LongSupplier clock, Consumer<NioLoop> onEnd) {
        var loop = new NioLoop(name, clock, onEnd);
        loop.thread.start();
        return loop;
    }

    /** @throws IllegalArgumentException when the loop comes from another kind of world */
    public static NioLoop of(Loop loop) {
        if (loop instanceof NioLoop nioLoop) {
            return nioLoop;
        }
        throw new IllegalArgumentException("A loop of the same world is needed, not " + loop);
    }

    @Override
    public long nowNanos() {
        return clock.getAsLong();
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public boolean post(Runnable task) {
        if (closing || !tasks.offer(task)) {
            return false;
        }
        wake();
        return true;
    }

    /** Like {@link #post}, but not refused by a full queue: for events whose number their source bounds, such as one at a time for each stream. */
    public boolean postReserved(Runnable task) {
        if (!tasks.offerReserved(task)) {
            return false;
        }
        wake();
        return true;
    }

    /**
     * Runs an action on the loop and waits for its end; on the loop itself it just runs.
     *
     * @throws IOException what the action threw, or that the loop is closed
     */
    public <T> T call(Callable<T> action) throws IOException {
        var task = new FutureTask<>(action);
        if (inLoop()) {
            task.run();
        } else if (!post(task)) {
            throw new IOException(this + " is closed or overloaded");
        }
        try {
            return task.get();
        } catch (InterruptedException e) {
            task.cancel(false);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for " + this);
        } catch (ExecutionException e) {
            var cause = Objects.requireNonNullElse(e.getCause(), e);
            if (cause instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(cause.getMessage(), cause);
        }
    }

    @Override
    public Alarm alarm(Runnable action) {
        return new LoopAlarm(action);
    }

    @Override
    public int armedAlarms() {
        assertInLoop();
        return wheel.armed();
    }

    /** Number of ports, listeners and streams that are open; on the loop only. */
    public int openMembers() {
        assertInLoop();
        return members.size();
    }

    public void addMember(LoopMember member) {
        assertInLoop();
        members.add(member);
    }

    public void removeMember(LoopMember member) {
        members.remove(member);
    }

    /** One buffer for everything that is received on this loop; big-endian, its content valid until the next receive. On the loop only. */
    public ByteBuffer receiveBuffer() {
        return receiveBuffer;
    }

    /** Watches a channel; {@code onReady} runs on the loop as long as it is ready. On the loop only. */
    public SelectionKey register(SelectableChannel channel, int operations, Runnable onReady) throws IOException {
        assertInLoop();
        return channel.register(selector, operations, onReady);
    }

    /**
     * Closes a channel of this loop so that its port is free when this returns, or right after the present event if
     * called in one. On the loop only.
     */
    public void release(SelectableChannel channel) {
        try {
            channel.close();
            if (selecting) {
                keysToFlush = true;
            } else {
                flushKeys();
            }
        } catch (IOException e) {
            log().debug("Loop {}: closing {} failed", name, channel, e);
        }
    }

    /**
     * Runs an action when the turn of the loop that calls ends, before it waits again; at once where no loop calls. For what wakes other threads: all that one turn has to
     * give away is given away together, and a busy turn is not held up by each.
     */
    public static void whenTurnEnds(Runnable action) {
        if (Thread.currentThread() instanceof LoopThread own) {
            own.loop.departures.add(action);
        } else {
            action.run();
        }
    }

    private void runDepartures() {
        for (var next = departures.poll(); next != null; next = departures.poll()) {
            guard("what a turn leaves behind", next);
        }
    }

    /** Runs what may be foreign code; what it throws is logged and goes no further. */
    public void guard(String what, Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            log().error("Loop {}: {} threw; the loop goes on", name, what, e);
        }
    }

    @Override
    public void close() {
        closing = true;
        if (inLoop()) {
            return;
        }
        wake();
        long giveUp = System.nanoTime() + CLOSE_PATIENCE.toNanos();
        boolean interrupted = false;
        while (thread.isAlive() && System.nanoTime() < giveUp) {
            try {
                thread.join(CLOSE_PATIENCE.toMillis());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (thread.isAlive()) {
            var stuck = new IllegalStateException("stuck here");
            stuck.setStackTrace(thread.getStackTrace());
            log().error("Loop {} did not end within {}; one of its tasks does not return", name, CLOSE_PATIENCE, stuck);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "loop " + name;
    }

    private void wake() {
        if (sleeping.get() && sleeping.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    private void run() {
        while (!closing) {
            runTasks();
            wheel.advance(nowNanos());
            runDepartures();
            select();
            runDepartures();
        }
        end();
    }

    private void runTasks() {
        for (int i = tasks.size(); i > 0; i--) {
            guard("a task", tasks.take());
        }
    }

    private void end() {
        do {
            runTasks();
            for (var member : new ArrayList<>(members)) {
                members.remove(member);
                guard("closing " + member, () -> member.onLoopEnd(nowNanos()));
            }
            runDepartures();
        } while (!tasks.closeIfEmpty());
        wheel.cancelAll();
        try {
            selector.close();
        } catch (IOException e) {
            log().warn("Loop {}: its selector did not close", name, e);
        }
        guard("the end", () -> onEnd.accept(this));
        runDepartures();
    }

    private void select() {
        sleeping.set(true);
        selecting = true;
        try {
            long wait = closing || tasks.size() > 0 ? 0 : nanosToNextAlarm();
            if (wait <= 0) {
                selector.selectNow(dispatch);
            } else if (wait == Timed.NEVER) {
                selector.select(dispatch);
            } else {
                selector.select(dispatch, 1 + (wait - 1) / NANOS_PER_MILLI);
            }
        } catch (IOException e) {
            log().error("Loop {}: select failed", name, e);
            LockSupport.parkNanos(NANOS_PER_MILLI); // Should it fail for ever, do not burn the processor.
        } finally {
            selecting = false;
            sleeping.set(false);
        }
        // A stray interrupt would close the channels in use and keep select from waiting.
        if (Thread.interrupted()) {
            log().warn("Loop {}: somebody interrupted its thread; ignored", name);
        }
        if (keysToFlush) {
            keysToFlush = false;
            try {
                flushKeys();
            } catch (IOException e) {
                log().debug("Loop {}: select failed", name, e);
            }
        }
    }

    private long nanosToNextAlarm() {
        long next = wheel.nextDeadlineNanos();
        return next == Timed.NEVER ? Timed.NEVER : next - nowNanos();
    }

    /** The JDK frees a closed channel's port only when its selector selects the next time. */
    private void flushKeys() throws IOException {
        selector.selectNow(key -> {});
    }

    private void dispatch(SelectionKey key) {
        sleeping.lazySet(false);
        guard("a socket's event", (Runnable) key.attachment());
    }

    /** The thread of one loop, which is known by it. */
    private static final class LoopThread extends Thread {
        private final NioLoop loop;

        LoopThread(NioLoop loop) {
            super(loop::run, "switchhook-loop-" + loop.name);
            this.loop = loop;
        }
    }

    /** An alarm of the wheel that checks its thread and survives its action. */
    private final class LoopAlarm implements Alarm {
        private final Alarm alarm;

        LoopAlarm(Runnable action) {
            alarm = wheel.alarm(() -> guard("an alarm", action));
        }

        @Override
        public void set(long deadlineNanos) {
            assertInLoop();
            alarm.set(deadlineNanos);
        }

        @Override
        public void cancel() {
            assertInLoop();
            alarm.cancel();
        }

        @Override
        public boolean isSet() {
            return alarm.isSet();
        }
    }

    /** Asked for only when there is something to say: the first logger takes longer to get than a registration. */
    private static Logger log() {
        return LoggerFactory.getLogger(NioLoop.class);
    }
}
