package io.switchhook.benchmarks.peers;

import io.switchhook.benchmarks.BareRegistration;
import io.switchhook.benchmarks.peers.Report.Bar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * From the start of {@code switchhook register --once} to its end, which comes with the 200 OK to its last REGISTER, beside a bare program on the JDK alone that does the
 * same.
 */
final class StartRow implements Row {
    private static final int ROUNDS = 15;
    private static final int WARM_UP = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path launcher;

    StartRow(Path launcher) {
        this.launcher = launcher;
    }

    @Override
    public void measure(Place place, Report report) {
        var ours = new double[ROUNDS];
        var bare = new double[ROUNDS];
        try (var registrar = place.ours("registrar", List.of(), Registrations.class, "SHA-256")) {
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                double first = millis(place, command(registrar.port()));
                double second = millis(place, bare(registrar.port()));
                if (round >= 0) {
                    ours[round] = first;
                    bare[round] = second;
                }
            }
        }
        report.compare("switchhook register --once, whole process", "ms", ours, "bare NIO", bare, Bar.atMost(1.7));
    }

    private List<String> command(int port) {
        return List.of(
                launcher.toString(),
                "register",
                "--once",
                "--account",
                "sip:858@127.0.0.1:" + port,
                "--secret",
                "secret",
                "--bind",
                "127.0.0.1");
    }

    private static List<String> bare(int port) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), BareRegistration.class.getName()));
        command.addAll(List.of("858", "secret", Integer.toString(port)));
        return command;
    }

    private static double millis(Place place, List<String> command) {
        long begin = System.nanoTime();
        try (var child = Child.start("register", place.folder(), command)) {
            if (!child.endsWithin(PATIENCE) || child.exitCode() != 0) {
                throw new MeasurementException("no registration: " + child.printed());
            }
            return (System.nanoTime() - begin) / 1e6;
        }
    }
}
