package io.switchhook.benchmarks.peers;

import io.switchhook.benchmarks.peers.Report.Bar;
import java.time.Duration;
import java.util.List;

/** How much of the heap an open dialog takes when its transactions have been forgotten. */
final class DialogRow implements Row {
    private static final int HELD = 10_000;
    private static final Duration CALLING = Duration.ofSeconds(10);
    private static final Duration FORGETTING = Duration.ofSeconds(45);

    @Override
    public void measure(Place place, Report report) {
        try (var holder = place.ours("holder", List.of("-Xmx256m"), Callee.class, "loop")) {
            Sipp.wake(place, holder);
            double empty = heap(holder);
            var hold = CALLING.plus(FORGETTING).plusSeconds(5);
            try (var held = Sipp.calls(place, holder, HELD / (int) CALLING.toSeconds(), CALLING, hold)) {
                held.runOn(CALLING.plus(FORGETTING));
                double full = heap(holder);
                held.awaitSuccess();
                report.alone("live heap of an open dialog", "bytes", (full - empty) / HELD, Bar.atMost(3000));
            }
        }
    }

    private static long heap(Server server) {
        return Long.parseLong(server.child().order(Orders.HEAP));
    }
}
