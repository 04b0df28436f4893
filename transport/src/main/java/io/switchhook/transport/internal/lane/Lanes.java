package io.switchhook.transport.internal.lane;

import io.switchhook.base.loop.CallbackLane;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.BiFunction;

/** Opens lanes on the kind of thread that the JVM has: virtual ones from Java 21 on, else platform ones. */
public final class Lanes {
    private final BiFunction<String, Runnable, Thread> threads;

    private Lanes(BiFunction<String, Runnable, Thread> threads) {
        this.threads = threads;
    }

    /** Lanes on virtual threads if there are any. */
    public static Lanes ofThisJvm() {
        return new Lanes(virtualThreads());
    }

    /** Lanes on platform threads, as before Java 21. */
    static Lanes onPlatformThreads() {
        return new Lanes(Lanes::platformThread);
    }

    public CallbackLane open(String name) {
        return new ThreadLane(name, threads);
    }

    private static Thread platformThread(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true); // Callbacks do not keep a program alive that has come to its end.
        return thread;
    }

    /** {@code Thread.ofVirtual().name(name).unstarted(task)}, found by name because this is compiled for Java 17. */
    private static BiFunction<String, Runnable, Thread> virtualThreads() {
        try {
            var lookup = MethodHandles.publicLookup();
            var builder = Class.forName("java.lang.Thread$Builder");
            var virtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            var ofVirtual = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(virtual));
            var named = lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class));
            var unstarted =
                    lookup.findVirtual(builder, "unstarted", MethodType.methodType(Thread.class, Runnable.class));
            return (name, task) -> {
                try {
                    return (Thread) unstarted.invoke(named.invoke(ofVirtual.invoke(), name), task);
                } catch (Throwable e) {
                    return platformThread(name, task);
                }
            };
        } catch (ReflectiveOperationException e) {
            return Lanes::platformThread;
        }
    }
}
