package io.switchhook.benchmarks.peers;

import io.switchhook.benchmarks.peers.Report.Bar;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a call costs a stateful, record-routing proxy, both of its legs, beside Kamailio. */
final class ProxyRow implements Row {
    private static final int RATE = 2000;
    private static final int WINDOWS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(40);
    private static final Duration WINDOW = Duration.ofSeconds(8);

    @Override
    public void measure(Place place, Report report) {
        var total = WARM_UP.plus(WINDOW.multipliedBy(WINDOWS)).plusSeconds(3);
        try (var behindOurs = place.sippCallee("callee-of-ours");
                var behindKamailio = place.sippCallee("callee-of-kamailio");
                var ours = place.ours("proxy", List.of(), Forwarder.class, Integer.toString(behindOurs.port()));
                var kamailio = place.kamailio(
                        "kamailio", "kamailio-proxy.cfg", Map.of("next", Integer.toString(behindKamailio.port())))) {
            Sipp.wake(place, ours);
            measure(report, place, List.of(ours, kamailio), total);
        }
    }

    private static void measure(Report report, Place place, List<Server> proxies, Duration total) {
        try (var load = new SideBySide(
                proxies, RATE, total, (to, rate, time) -> Sipp.calls(place, to, rate, time, Duration.ZERO))) {
            load.warm(WARM_UP);
            var costs = load.microsPerCall(WINDOWS, WINDOW);
            load.awaitSuccess();
            report.compare(
                    "stateful record-routing proxy, a call", "us CPU", costs[0], "Kamailio", costs[1], Bar.atMost(1.1));
        }
    }
}
