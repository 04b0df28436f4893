package io.switchhook.benchmarks.peers;

import java.time.Duration;

/**
 * Servers under the same load, one after the other, in several rounds: each alone with its SIPp, warmed until as much is remembered as is forgotten, then read. Two at once would
 * have to share two processors with both their drivers, and what then is measured is who waits for whom. One after the other only once would measure the machine, which may be a
 * third faster in one minute than in the next.
 */
final class InTurn {
    private final int rate;
    private final Duration warmUp;
    private final int rounds;
    private final Duration window;
    private final Driving driving;

    /** Starts SIPp against a server. */
    interface Driving {
        Sipp start(Server server, int rate, Duration time);
    }

    InTurn(int rate, Duration warmUp, int rounds, Duration window, Driving driving) {
        this.rate = rate;
        this.warmUp = warmUp;
        this.rounds = rounds;
        this.window = window;
        this.driving = driving;
    }

    /** Processor time for each call in microseconds: for each server, in their order, a figure for each round. Of a thousand calls one may fail. */
    double[][] microsPerCall(Server... servers) {
        var micros = new double[servers.length][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int s = 0; s < servers.length; s++) {
                micros[s][round] = microsPerCall(servers[s]);
            }
        }
        return micros;
    }

    private double microsPerCall(Server server) {
        try (var driver = driving.start(server, rate, warmUp.plus(window).plusSeconds(3))) {
            driver.runOn(warmUp);
            double before = server.child().cpuSeconds();
            long begin = System.nanoTime();
            driver.runOn(window);
            double calls = rate * (System.nanoTime() - begin) / 1e9;
            double micros = (server.child().cpuSeconds() - before) / calls * 1e6;
            driver.awaitSuccess(1);
            return micros;
        }
    }
}
