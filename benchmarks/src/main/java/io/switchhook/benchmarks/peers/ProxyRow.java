package io.switchhook.benchmarks.peers;

import io.switchhook.benchmarks.peers.Report.Bar;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a call costs a stateful, record-routing proxy, both of its legs, beside Kamailio. */
final class ProxyRow implements Row {
    private static final int RATE = 2000;
    private static final int ROUNDS = 3;
    /** A heap that may grow to gigabytes is collected so late that the packets which come meanwhile fill the socket. */
    private static final List<String> BOUNDED_HEAP = List.of("-Xmx1g", "-XX:+UseSerialGC");

    private static final Duration WARM_UP = Duration.ofSeconds(40);
    private static final Duration WINDOW = Duration.ofSeconds(16);

    @Override
    public void measure(Place place, Report report) {
        var turn = new InTurn(
                RATE, WARM_UP, ROUNDS, WINDOW, (to, rate, time) -> Sipp.calls(place, to, rate, time, Duration.ZERO));
        try (var callee = place.sippCallee("callee")) {
            var next = Integer.toString(callee.port());
            try (var kamailio = place.kamailio("kamailio", "kamailio-proxy.cfg", Map.of("next", next));
                    var ours = place.ours("proxy", BOUNDED_HEAP, Forwarder.class, next)) {
                Sipp.wake(place, ours);
                var micros = turn.microsPerCall(kamailio, ours);
                report.compare(
                        "stateful record-routing proxy, a call",
                        "us CPU",
                        micros[1],
                        "Kamailio",
                        micros[0],
                        Bar.atMost(1.1));
            }
        }
    }
}
