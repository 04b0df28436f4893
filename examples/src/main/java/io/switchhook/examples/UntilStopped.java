package io.switchhook.examples;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a program that runs for ever end in order when somebody presses Ctrl-C: a telephone that just vanished would stay registered. */
final class UntilStopped {
    private static final int PATIENCE_SECONDS = 5;

    private UntilStopped() {}

    /** Runs until the latch that it is given is counted down; returns whether it could do its work. */
    interface Program {
        boolean run(CountDownLatch stop) throws InterruptedException, IOException;
    }

    static boolean run(Program program) throws InterruptedException, IOException {
        var stop = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            try {
                over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try {
            return program.run(stop);
        } finally {
            over.countDown();
        }
    }
}
