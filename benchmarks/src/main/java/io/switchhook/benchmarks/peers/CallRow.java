package io.switchhook.benchmarks.peers;

import io.switchhook.benchmarks.peers.Report.Bar;
import java.time.Duration;
import java.util.List;

/** What a call costs the one who is called, in the steady state in which the transactions of 32 s are remembered; and the memory of it, and of open dialogs. */
final class CallRow implements Row {
    private static final int RATE = 2000;
    private static final int HELD = 10_000;
    private static final int WINDOWS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(40);
    private static final Duration WINDOW = Duration.ofSeconds(8);
    private static final List<String> SMALL_HEAP = List.of("-Xmx256m");

    @Override
    public void measure(Place place, Report report) {
        var servers = List.of(
                place.ours("loop", SMALL_HEAP, Callee.class, "loop"),
                place.ours("lane", SMALL_HEAP, Callee.class, "lane"),
                place.sippCallee("sipp"));
        servers.forEach(server -> Sipp.wake(place, server));
        var total = WARM_UP.plus(WINDOW.multipliedBy(WINDOWS)).plusSeconds(3);
        try (var load = new SideBySide(
                        servers, RATE, total, (to, rate, time) -> Sipp.calls(place, to, rate, time, Duration.ZERO));
                var holder = place.ours("holder", SMALL_HEAP, Callee.class, "loop")) {
            Sipp.wake(place, holder);
            double empty = Long.parseLong(holder.child().order(Orders.HEAP));
            try (var held = Sipp.calls(place, holder, HELD / 10, Duration.ofSeconds(10), total.minusSeconds(3))) {
                load.warm(WARM_UP);
                var costs = load.microsPerCall(WINDOWS, WINDOW);
                double resident = servers.get(0).child().residentBytes() / 1e6;
                double full = Long.parseLong(holder.child().order(Orders.HEAP));
                load.awaitSuccess();
                held.awaitSuccess();
                // Only now, since figures of calls that failed mean nothing.
                report.compare("call, on the loop", "us CPU", costs[0], "SIPp", costs[2], Bar.atMost(1.3));
                report.compare("call, callbacks on lanes", "us CPU", costs[1], "SIPp", costs[2], Bar.atMost(1.3));
                report.alone("memory at 2000 calls/s, -Xmx256m", "MB RSS", resident, Bar.atMost(300));
                report.alone("live heap of an open dialog", "bytes", (full - empty) / HELD, Bar.atMost(3000));
            }
        }
    }
}
