package io.switchhook.benchmarks.peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Servers under the same load in the same seconds, each driven by a SIPp of its own: what the machine does besides hits all alike, and the long warm-up that a steady
 * state needs is done once for all.
 */
final class SideBySide implements AutoCloseable {
    private final List<Server> servers = new ArrayList<>();
    private final List<Sipp> drivers = new ArrayList<>();
    private final int rate;

    /** Starts SIPp against a server. */
    interface Driving {
        Sipp start(Server server, int rate, Duration time);
    }

    SideBySide(List<Server> servers, int rate, Duration time, Driving driving) {
        this.rate = rate;
        this.servers.addAll(servers);
        servers.forEach(server -> drivers.add(driving.start(server, rate, time)));
    }

    /** Processor time for each call in microseconds: a row for each server, a column for each of the windows that follow each other. */
    double[][] microsPerCall(int windows, Duration window) {
        var result = new double[servers.size()][windows];
        for (int w = 0; w < windows; w++) {
            var before = servers.stream()
                    .mapToDouble(server -> server.child().cpuSeconds())
                    .toArray();
            long begin = System.nanoTime();
            drivers.get(0).runOn(window);
            double calls = rate * (System.nanoTime() - begin) / 1e9;
            for (int s = 0; s < before.length; s++) {
                result[s][w] = (servers.get(s).child().cpuSeconds() - before[s]) / calls * 1e6;
            }
        }
        return result;
    }

    void warm(Duration time) {
        drivers.get(0).runOn(time);
    }

    /** Waits for the end of the load; every call of it must have succeeded. */
    void awaitSuccess() {
        drivers.forEach(Sipp::awaitSuccess);
    }

    @Override
    public void close() {
        drivers.forEach(Sipp::close);
        servers.forEach(Server::close);
    }
}
