package io.switchhook.benchmarks.peers;

import java.util.regex.Pattern;

/** A server that is up. */
record Server(String name, Child child, int port) implements AutoCloseable {
    static final Pattern READY = Pattern.compile("ready (\\d+)\n");

    @Override
    public void close() {
        child.close();
    }
}
