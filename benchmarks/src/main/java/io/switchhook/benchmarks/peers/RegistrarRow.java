package io.switchhook.benchmarks.peers;

import io.switchhook.benchmarks.peers.Report.Bar;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Registrations with digest (REGISTER, 401, REGISTER, 200) for each second of processor time, beside Kamailio; and beside a {@link BareRegistrar}, which says how much of ours is
 * the price of Java's channels.
 */
final class RegistrarRow implements Row {
    private static final int RATE = 2000;
    private static final int ROUNDS = 3;
    /** A heap that may grow to gigabytes is collected so late that the packets which come meanwhile fill the socket. */
    private static final List<String> BOUNDED_HEAP = List.of("-Xmx1g", "-XX:+UseSerialGC");

    /** C2 compiles for the first minute, a third of the processor time of its first half. */
    private static final Duration COMPILING = Duration.ofSeconds(30);

    private static final Duration WARM_UP = Duration.ofSeconds(40);
    private static final Duration WINDOW = Duration.ofSeconds(16);

    @Override
    public void measure(Place place, Report report) {
        InTurn.Driving driving = (to, rate, time) -> Sipp.registrations(place, to, rate, time);
        var turn = new InTurn(RATE, WARM_UP, ROUNDS, WINDOW, driving);
        try (var kamailio = place.kamailio("kamailio", "kamailio-registrar.cfg", Map.of());
                var bare = place.ours("bare", BOUNDED_HEAP, BareRegistrar.class);
                var ours = place.ours("registrar", BOUNDED_HEAP, Registrations.class, "MD5")) {
            Sipp.wake(bare, driving);
            Sipp.wake(ours, driving);
            try (var compiling = driving.start(ours, RATE, COMPILING)) {
                compiling.awaitSuccess();
            }
            var micros = turn.microsPerCall(kamailio, ours, bare);
            report.compare(
                    "registrar with digest",
                    "registrations per CPU second",
                    perSecond(micros[1]),
                    "Kamailio",
                    perSecond(micros[0]),
                    Bar.atLeast(1.0));
            report.compare(
                    "the same 401 and 200 by a bare NIO program that checks nothing",
                    "registrations per CPU second",
                    perSecond(micros[2]),
                    "Kamailio",
                    perSecond(micros[0]));
        }
    }

    private static double[] perSecond(double[] micros) {
        return Arrays.stream(micros).map(cost -> 1e6 / cost).toArray();
    }
}
