package io.switchhook.benchmarks.peers;

import java.time.Duration;

/**
 * One server after the other under the same load: each alone with its SIPp, warmed until as much is remembered as is forgotten, then read in windows that follow each
 * other. Two at once would have to share two processors with both their drivers, and what then is measured is who waits for whom.
 */
final class InTurn {
    private final int rate;
    private final Duration warmUp;
    private final int windows;
    private final Duration window;
    private final Driving driving;

    /** Starts SIPp against a server. */
    interface Driving {
        Sipp start(Server server, int rate, Duration time);
    }

    InTurn(int rate, Duration warmUp, int windows, Duration window, Driving driving) {
        this.rate = rate;
        this.warmUp = warmUp;
        this.windows = windows;
        this.window = window;
        this.driving = driving;
    }

    /** Processor time for each call in microseconds, one figure for each window. Every call must have succeeded. */
    double[] microsPerCall(Server server) {
        var micros = new double[windows];
        try (var driver = driving.start(
                server, rate, warmUp.plus(window.multipliedBy(windows)).plusSeconds(3))) {
            driver.runOn(warmUp);
            for (int w = 0; w < windows; w++) {
                double before = server.child().cpuSeconds();
                long begin = System.nanoTime();
                driver.runOn(window);
                double calls = rate * (System.nanoTime() - begin) / 1e9;
                micros[w] = (server.child().cpuSeconds() - before) / calls * 1e6;
            }
            driver.awaitSuccess();
        }
        return micros;
    }
}
