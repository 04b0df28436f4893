package io.switchhook.devices;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.sound.sampled.DataLine;

/** The thread of one open device: turn after turn until it is closed or lost. The line is closed with it. */
final class DeviceThread {
    private static final long CLOSE_PATIENCE_MILLIS = 2000;

    private final DataLine line;
    private final Turn turn;
    private final Thread thread;
    private volatile boolean closing;
    private Optional<AudioDeviceException> lost = Optional.empty();
    private Consumer<AudioDeviceException> onLost = failure -> {};

    /** Reads or writes one chunk. */
    interface Turn {
        /** Returns how long to wait before the next turn, in nanoseconds. */
        long run() throws AudioDeviceException, InterruptedException;
    }

    DeviceThread(String name, DataLine line, Turn turn) {
        this.line = line;
        this.turn = turn;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        line.start();
        thread.start();
    }

    boolean isClosing() {
        return closing;
    }

    /** Who is told once when the device is lost; at once when it is lost already. */
    void onLost(Consumer<AudioDeviceException> listener) {
        Optional<AudioDeviceException> already;
        synchronized (this) {
            onLost = listener;
            already = lost;
        }
        already.ifPresent(listener);
    }

    synchronized boolean isLost() {
        return lost.isPresent();
    }

    /** Ends the thread and closes the line; returns when that is done, or after two seconds with a device that does not return. */
    void close() {
        closing = true;
        // Whoever reads or writes comes back then.
        line.stop();
        line.flush();
        thread.interrupt();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(CLOSE_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        line.close();
    }

    private void run() {
        try {
            while (!closing) {
                long wait = turn.run();
                if (wait > 0) {
                    LockSupport.parkNanos(wait);
                }
            }
        } catch (InterruptedException e) {
            // Closed, or by somebody who wants this thread to end.
        } catch (AudioDeviceException e) {
            lose(e);
        } catch (RuntimeException e) {
            lose(new AudioDeviceException("The sound system failed: " + e, e));
        } finally {
            line.close();
        }
    }

    private void lose(AudioDeviceException failure) {
        if (closing) {
            return;
        }
        Consumer<AudioDeviceException> listener;
        synchronized (this) {
            lost = Optional.of(failure);
            listener = onLost;
        }
        listener.accept(failure);
    }
}
