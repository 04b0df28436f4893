package io.switchhook.benchmarks.peers;

import io.switchhook.benchmarks.peers.Report.Bar;
import java.time.Duration;
import java.util.List;

/** What a call costs the one who is called, in the steady state in which the transactions of 32 s are remembered, and the memory of it. */
final class CallRow implements Row {
    private static final int RATE = 2000;
    private static final int WINDOWS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(40);
    private static final Duration WINDOW = Duration.ofSeconds(8);
    /** One loop on few processors is served best by a collector that has no threads of its own beside it. */
    private static final List<String> SMALL_HEAP = List.of("-Xmx256m", "-XX:+UseSerialGC");

    @Override
    public void measure(Place place, Report report) {
        var turn = new InTurn(
                RATE, WARM_UP, WINDOWS, WINDOW, (to, rate, time) -> Sipp.calls(place, to, rate, time, Duration.ZERO));
        double[] theirs;
        try (var sipp = place.sippCallee("sipp")) {
            theirs = turn.microsPerCall(sipp);
        }
        try (var loop = place.ours("loop", SMALL_HEAP, Callee.class, "loop")) {
            Sipp.wake(place, loop);
            report.compare("call, on the loop", "us CPU", turn.microsPerCall(loop), "SIPp", theirs, Bar.atMost(1.3));
            double resident = loop.child().residentBytes() / 1e6;
            report.alone("memory at 2000 calls/s, -Xmx256m -XX:+UseSerialGC", "MB RSS", resident, Bar.atMost(300));
        }
        try (var lane = place.ours("lane", SMALL_HEAP, Callee.class, "lane")) {
            Sipp.wake(place, lane);
            report.compare(
                    "call, callbacks on lanes", "us CPU", turn.microsPerCall(lane), "SIPp", theirs, Bar.atMost(1.3));
        }
    }
}
