package io.switchhook.benchmarks.peers;

import io.switchhook.benchmarks.peers.Report.Bar;
import java.time.Duration;
import java.util.List;

/** What a call costs the one who is called, in the steady state in which the transactions of 32 s are remembered, and the memory of it. */
final class CallRow implements Row {
    private static final int RATE = 2000;
    private static final int ROUNDS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(40);
    private static final Duration WINDOW = Duration.ofSeconds(16);
    /** One loop on few processors is served best by a collector that has no threads of its own beside it. */
    private static final List<String> SMALL_HEAP = List.of("-Xmx256m", "-XX:+UseSerialGC");

    @Override
    public void measure(Place place, Report report) {
        var turn = new InTurn(
                RATE, WARM_UP, ROUNDS, WINDOW, (to, rate, time) -> Sipp.calls(place, to, rate, time, Duration.ZERO));
        try (var sipp = place.sippCallee("sipp");
                var loop = place.ours("loop", SMALL_HEAP, Callee.class, "loop");
                var lane = place.ours("lane", SMALL_HEAP, Callee.class, "lane")) {
            Sipp.wake(place, loop);
            Sipp.wake(place, lane);
            var micros = turn.microsPerCall(sipp, loop, lane);
            report.compare("call, on the loop", "us CPU", micros[1], "SIPp", micros[0], Bar.atMost(1.3));
            double resident = loop.child().residentBytes() / 1e6;
            report.alone("memory at 2000 calls/s, -Xmx256m -XX:+UseSerialGC", "MB RSS", resident, Bar.atMost(300));
            report.compare("call, callbacks on lanes", "us CPU", micros[2], "SIPp", micros[0], Bar.atMost(1.3));
        }
    }
}
