package io.switchhook.benchmarks.peers;

import io.switchhook.benchmarks.peers.Report.Bar;
import java.time.Duration;
import java.util.List;

/** From INVITE to 200 as SIPp sees it, with the collector that the JVM chooses; SIPp's own callee in turn. */
final class ResponseTimeRow implements Row {
    private static final int RATE = 500;
    private static final int ROUNDS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration TIME = Duration.ofSeconds(10);

    @Override
    public void measure(Place place, Report report) {
        var ours = new double[2][ROUNDS];
        var theirs = new double[2][ROUNDS];
        try (var loop = place.ours("loop", List.of(), Callee.class, "loop");
                var sipp = place.sippCallee("sipp")) {
            Sipp.wake(place, loop);
            try (var warm = Sipp.calls(place, loop, 2000, WARM_UP, Duration.ZERO)) {
                warm.awaitSuccess();
            }
            for (int round = 0; round < ROUNDS; round++) {
                into(ours, round, place, loop);
                into(theirs, round, place, sipp);
            }
        }
        report.compare("INVITE to 200 at 500 calls/s, p99", "ms", ours[0], "SIPp", theirs[0], Bar.atMost(2));
        report.compare("INVITE to 200 at 500 calls/s, p99.9", "ms", ours[1], "SIPp", theirs[1], Bar.atMost(2));
    }

    private static void into(double[][] times, int round, Place place, Server server) {
        try (var run = Sipp.timedCalls(place, server, RATE, TIME)) {
            run.awaitSuccess();
            var sorted = run.responseMillis().stream().sorted().toList();
            times[0][round] = sorted.get((int) (sorted.size() * 0.99));
            times[1][round] = sorted.get((int) (sorted.size() * 0.999));
        }
    }
}
