package io.switchhook.benchmarks.peers;

import io.switchhook.benchmarks.peers.Report.Bar;
import java.time.Duration;
import java.util.List;

/** The most calls a second of which none fails and nothing is sent twice, on one loop; SIPp against itself in turn, step by step. */
final class LimitRow implements Row {
    private static final int FIRST = 3000;
    private static final int STEP = 1000;
    private static final int LAST = 12_000;
    private static final int TRIES = 2;
    private static final Duration TIME = Duration.ofSeconds(4);
    private static final Duration WARM_UP = Duration.ofSeconds(12);

    @Override
    public void measure(Place place, Report report) {
        try (var ours = place.ours("loop", List.of("-Xmx1g"), Callee.class, "loop");
                var sipp = place.sippCallee("sipp")) {
            Sipp.wake(place, ours);
            try (var warm = Sipp.calls(place, ours, 2000, WARM_UP, Duration.ZERO)) {
                warm.awaitSuccess();
            }
            double ourLimit = 0;
            double theirLimit = 0;
            for (int rate = FIRST; rate <= LAST; rate += STEP) {
                if (ourLimit == 0 || ourLimit == rate - STEP) {
                    ourLimit = isClean(place, ours, rate) ? rate : ourLimit;
                }
                if (theirLimit == 0 || theirLimit == rate - STEP) {
                    theirLimit = isClean(place, sipp, rate) ? rate : theirLimit;
                }
            }
            report.compare(
                    "most calls a second, none failed or repeated",
                    "calls/s",
                    new double[] {ourLimit},
                    "SIPp",
                    new double[] {theirLimit},
                    Bar.atLeast(0.75));
        }
    }

    private static boolean isClean(Place place, Server server, int rate) {
        for (int i = 0; i < TRIES; i++) {
            try (var run = Sipp.calls(place, server, rate, TIME, Duration.ZERO)) {
                if (run.await().isClean()) {
                    return true;
                }
            }
        }
        return false;
    }
}
