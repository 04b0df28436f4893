package io.switchhook.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** What the driver asks a server of ours over its standard input; its end ends the server. */
final class Orders {
    static final String HEAP = "heap";
    static final String LOAD = "load";

    private Orders() {}

    /** Returns at the end of the input. Every order is answered by one line. */
    static void obey(int port, Supplier<String> load) throws IOException {
        say("ready " + port);
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var order = orders.readLine(); order != null; order = orders.readLine()) {
            switch (order) {
                case HEAP -> say("heap " + liveHeap());
                case LOAD -> say("load " + load.get());
                default -> say("unknown " + order);
            }
        }
    }

    private static long liveHeap() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
