package io.switchhook.transport.internal.lane;

import io.switchhook.base.loop.CallbackLane;
import java.util.ArrayDeque;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lane that has a thread of its own while it has something to run, and none otherwise. */
final class ThreadLane implements CallbackLane {
    /** Behind a callback that never returns the rest is lost some day; better than the memory of the whole program. */
    static final int MAX_WAITING = 65_536;

    private static final Logger LOG = LoggerFactory.getLogger(ThreadLane.class);

    private final String name;
    private final BiFunction<String, Runnable, Thread> threads;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    ThreadLane(String name, BiFunction<String, Runnable, Thread> threads) {
        this.name = name;
        this.threads = threads;
    }

    @Override
    public void submit(Runnable callback) {
        synchronized (waiting) {
            if (waiting.size() >= MAX_WAITING) {
                LOG.error(
                        "Lane {}: {} callbacks wait behind one that does not return; this one is lost",
                        name,
                        MAX_WAITING);
                return;
            }
            waiting.add(callback);
            if (running) {
                return;
            }
            running = true;
        }
        start();
    }

    private void start() {
        try {
            threads.apply("switchhook-lane-" + name, this::runAll).start();
        } catch (Throwable e) {
            LOG.error("Lane {}: no thread to be had; its callbacks wait for the next one", name, e);
            synchronized (waiting) {
                running = false;
            }
        }
    }

    private void runAll() {
        for (var callback = next(); callback != null; callback = next()) {
            try {
                callback.run();
            } catch (Throwable e) {
                LOG.error("Lane {}: a callback threw; the lane goes on", name, e);
            }
        }
    }

    /** The next callback; null when there is none, and then the thread is given up. */
    private Runnable next() {
        synchronized (waiting) {
            var callback = waiting.poll();
            running = callback != null;
            return callback;
        }
    }
}
