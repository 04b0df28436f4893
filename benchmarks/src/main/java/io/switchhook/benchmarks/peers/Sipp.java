package io.switchhook.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** SIPp as the driving side of a measurement, and what it counted. */
final class Sipp implements AutoCloseable {
    private static final int TRIES = 100;
    private static final Duration WAKING = Duration.ofSeconds(5);

    private final String server;
    private final Child child;
    private final Path statistics;
    private final int calls;
    private final Duration planned;

    /** @param retransmissions of both sides that SIPp saw */
    record Count(long succeeded, long failed, long retransmissions) {
        boolean isClean() {
            return failed == 0 && retransmissions == 0;
        }
    }

    private Sipp(String server, Child child, Path statistics, int calls, Duration planned) {
        this.server = server;
        this.child = child;
        this.statistics = statistics;
        this.calls = calls;
        this.planned = planned;
    }

    /** Places so many calls a second for that time, each held for {@code hold}. */
    static Sipp calls(Place place, Server server, int rate, Duration time, Duration hold) {
        return start(place, server, rate, time, List.of("-d", Long.toString(hold.toMillis())), "caller.xml");
    }

    /** As {@link #calls}, and writes every response time. */
    static Sipp timedCalls(Place place, Server server, int rate, Duration time) {
        return start(place, server, rate, time, List.of("-trace_rtt", "-rtt_freq", "1"), "caller.xml");
    }

    /** A cold JVM meets its first calls slowly: SIPp repeats what is late, and a flood of repetitions would never end. */
    static void wake(Place place, Server server) {
        wake(server, (to, rate, time) -> calls(place, to, rate, time, Duration.ZERO));
    }

    static void wake(Server server, InTurn.Driving driving) {
        for (int rate = 50; rate <= 800; rate *= 4) {
            try (var calls = driving.start(server, rate, WAKING)) {
                calls.awaitSuccess();
            }
        }
    }

    /** Registers so many users a second, a thousand in turn. */
    static Sipp registrations(Place place, Server server, int rate, Duration time) {
        var users = new StringBuilder("SEQUENTIAL\n");
        for (int i = 0; i < 1000; i++) {
            users.append("u")
                    .append(i)
                    .append(";[authentication username=u")
                    .append(i)
                    .append(" password=secret]\n");
        }
        try {
            var list = Files.writeString(place.folder().resolve("users.csv"), users);
            return start(place, server, rate, time, List.of("-inf", list.toString()), "registering.xml");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sipp start(Place place, Server server, int rate, Duration time, List<String> more, String scenario) {
        try {
            int calls = (int) (rate * time.toMillis() / 1000);
            var folder = Files.createTempDirectory(place.folder(), "sipp-");
            var statistics = folder.resolve("statistics.csv");
            var command = new ArrayList<>(List.of("sipp", "127.0.0.1:" + server.port(), "-s", "callee"));
            command.addAll(List.of("-sf", place.file(scenario, Map.of()).toString(), "-i", "127.0.0.1"));
            command.addAll(List.of("-p", Integer.toString(Place.freePort())));
            command.addAll(List.of("-mp", Integer.toString(Place.freePort())));
            command.addAll(List.of("-cp", Integer.toString(Place.freePort())));
            command.addAll(List.of("-r", Integer.toString(rate), "-m", Integer.toString(calls)));
            command.addAll(List.of("-l", "1000000", "-nostdin", "-buff_size", "4194304"));
            command.addAll(List.of("-trace_stat", "-stf", statistics.toString(), "-fd", "1"));
            command.addAll(more);
            var child = Child.start("sipp", folder, command);
            return new Sipp(server.name(), child, statistics, calls, time);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets time pass; SIPp must still be calling at its end. */
    void runOn(Duration time) {
        if (child.endsWithin(time)) {
            throw new MeasurementException("SIPp at " + server + " ended early: " + child.printed());
        }
    }

    /** Waits for the end of all calls. */
    Count await() {
        if (!child.endsWithin(planned.plusSeconds(60))) {
            throw new MeasurementException("SIPp does not end; " + server + " does not answer all its calls");
        }
        return count();
    }

    /** Waits for the end; every call must have succeeded and the rate been kept. */
    Count awaitSuccess() {
        return awaitSuccess(0);
    }

    /**
     * As above, but for a few calls that a machine loses which stands still for a moment.
     *
     * @param lost how many calls of a thousand may fail
     */
    Count awaitSuccess(int lost) {
        long begin = System.nanoTime();
        var count = await();
        long wanted = calls - (long) calls * lost / 1_000;
        if (count.succeeded() < wanted) {
            throw new MeasurementException(
                    "SIPp placed " + calls + " calls at " + server + " and " + count + " came of them");
        }
        long late = System.nanoTime() - begin - planned.toNanos();
        if (late > Duration.ofSeconds(10).toNanos()) {
            throw new MeasurementException("SIPp could not keep its rate at " + server);
        }
        if (count.succeeded() < calls) {
            System.out.println(calls - count.succeeded() + " of " + calls + " calls at " + server + " failed");
        }
        return count;
    }

    /** Response times in milliseconds, from the file of {@link #timedCalls}. */
    List<Double> responseMillis() {
        try (var files = Files.list(statistics.getParent())) {
            var file = files.filter(path -> path.toString().endsWith("_rtt.csv"))
                    .findFirst()
                    .orElseThrow(() -> new MeasurementException("SIPp wrote no response times"));
            return Files.readAllLines(file).stream()
                    .skip(1)
                    .map(line -> Double.parseDouble(line.split(";")[1]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Count count() {
        try {
            var lines = Files.readAllLines(statistics);
            var names = List.of(lines.get(0).split(";"));
            var values = lines.get(lines.size() - 1).split(";");
            return new Count(
                    Long.parseLong(values[names.indexOf("SuccessfulCall(C)")]),
                    Long.parseLong(values[names.indexOf("FailedCall(C)")]),
                    Long.parseLong(values[names.indexOf("Retransmissions(C)")]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until somebody answers there, whatever the answer. */
    static void awaitAnswer(int port, Child server) {
        var probe = ("OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;rport;branch=z9hG4bKprobe\r\n"
                        + "Max-Forwards: 0\r\nFrom: <sip:probe@127.0.0.1>;tag=1\r\nTo: <sip:127.0.0.1>\r\n"
                        + "Call-ID: probe\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        try (var socket = new DatagramSocket()) {
            socket.setSoTimeout(100);
            for (int i = 0; i < TRIES && server.isAlive(); i++) {
                socket.send(new DatagramPacket(probe, probe.length, new InetSocketAddress("127.0.0.1", port)));
                try {
                    socket.receive(new DatagramPacket(new byte[4096], 4096));
                    return;
                } catch (SocketTimeoutException e) {
                    // Not yet.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new MeasurementException("no answer at port " + port + ": " + server.printed());
    }

    /** Waits until somebody has that port. */
    static void awaitBound(int port, Child server) {
        var entry = String.format(" 0100007F:%04X ", port);
        for (int i = 0; i < TRIES; i++) {
            try {
                if (Files.readString(Path.of("/proc/net/udp")).contains(entry)) {
                    return;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (server.endsWithin(Duration.ofMillis(50))) {
                break;
            }
        }
        throw new MeasurementException("nobody took port " + port + ": " + server.printed());
    }

    @Override
    public void close() {
        child.close();
    }
}
