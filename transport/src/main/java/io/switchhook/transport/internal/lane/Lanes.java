package io.switchhook.transport.internal.lane;

import io.switchhook.base.loop.CallbackLane;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/** Opens lanes on the kind of thread that the JVM has: virtual ones from Java 21 on, else platform ones. */
public final class Lanes {
    private final ThreadFactory threads;

    private Lanes(ThreadFactory threads) {
        this.threads = threads;
    }

    /** Lanes on virtual threads if there are any. */
    public static Lanes ofThisJvm() {
        return virtualThreads().map(Lanes::new).orElseGet(Lanes::onPlatformThreads);
    }

    /** Lanes on platform threads, as before Java 21. */
    static Lanes onPlatformThreads() {
        return new Lanes(Lanes::platformThread);
    }

    public CallbackLane open(String name) {
        return new ThreadLane(name, threads);
    }

    private static Thread platformThread(Runnable task) {
        var thread = new Thread(task);
        thread.setDaemon(true); // Callbacks do not keep a program alive that has come to its end.
        return thread;
    }

    /** Those of {@code Thread.ofVirtual().factory()}, found by name because this is compiled for Java 17; empty before Java 21. */
    private static Optional<ThreadFactory> virtualThreads() {
        try {
            var ofVirtual = Thread.class.getMethod("ofVirtual").invoke(null);
            var factory = Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(ofVirtual);
            return Optional.of((ThreadFactory) factory);
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }
}
