package io.switchhook.transport.internal.lane;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.transport.internal.loop.NioLoop;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lane that has a thread of its own while it has something to run, and none otherwise. What a loop gives it begins when the loop's turn ends. */
final class ThreadLane implements CallbackLane {
    /** Behind a callback that never returns the rest is lost some day; better than the memory of the whole program. */
    static final int MAX_WAITING = 65_536;

    private final String name;
    private final ThreadFactory threads;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;
    private long lost;

    ThreadLane(String name, ThreadFactory threads) {
        this.name = name;
        this.threads = threads;
    }

    @Override
    public void submit(Runnable callback) {
        synchronized (waiting) {
            if (waiting.size() >= MAX_WAITING) {
                reportLoss();
                return;
            }
            waiting.add(callback);
            if (running) {
                return;
            }
            running = true;
        }
        NioLoop.whenTurnEnds(this::start);
    }

    private void reportLoss() {
        lost++;
        if (Long.bitCount(lost) == 1) { // The 1st, 2nd, 4th, 8th: a stuck lane must not flood the log, too.
            log().error("Lane {}: {} callbacks wait behind one that does not return; {} lost", name, MAX_WAITING, lost);
        }
    }

    private void start() {
        try {
            var thread = threads.newThread(this::runAll);
            thread.setName("switchhook-lane-" + name);
            thread.start();
        } catch (Throwable e) {
            log().error("Lane {}: no thread to be had; its callbacks wait for the next one", name, e);
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
                log().error("Lane {}: a callback threw; the lane goes on", name, e);
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

    /** Asked for only when there is something to say: the first logger takes longer to get than a registration. */
    private static Logger log() {
        return LoggerFactory.getLogger(ThreadLane.class);
    }
}
