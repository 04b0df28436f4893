package io.switchhook.systemtests.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Hands out loopback ports on which neither UDP nor TCP is in use, below the range the system draws from and above that of our phones' RTP; from any thread, and each port
 * once in this JVM.
 */
final class FreePorts {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;

    private static final List<String> TABLES =
            List.of("/proc/net/udp", "/proc/net/udp6", "/proc/net/tcp", "/proc/net/tcp6");

    /** Of a connection that is over; nobody is kept from its port. */
    private static final String TIME_WAIT = "06";

    /** One for all: whoever moves it owns what lies between its two values. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST) & ~1);

    /** One free port. */
    int one() {
        return pairs(1);
    }

    /** The even first port of what SIPp's RTP echo binds a while after its SIP port: audio here, video two above. */
    int sippMedia() {
        return pairs(4);
    }

    /** The first, even port of {@code count} free ports in a row. */
    int range(int count) {
        return pairs(count);
    }

    private int pairs(int count) {
        for (int tries = 0; tries < HIGHEST - LOWEST; tries++) {
            int first = NEXT.getAndUpdate(at -> after(at, count));
            if (first + count < HIGHEST && allFree(first, count)) {
                return first;
            }
        }
        throw new AssertionError("no " + count + " free ports in a row between " + LOWEST + " and " + HIGHEST);
    }

    private static int after(int first, int count) {
        int next = first + ((count + 1) & ~1);
        return next < HIGHEST ? next : LOWEST;
    }

    static boolean isFree(int port) {
        return allFree(port, 1);
    }

    private static boolean allFree(int first, int count) {
        var used = used();
        return IntStream.range(first, first + count).noneMatch(used::contains);
    }

    /**
     * What the kernel's tables have. Nothing is bound to find out: a process that is started meanwhile on another thread has our sockets too until it runs its own program,
     * and holds the port until then.
     */
    private static Set<Integer> used() {
        return TABLES.stream()
                .filter(table -> Files.exists(Path.of(table)))
                .flatMap(table -> columns(table).stream())
                .filter(columns -> !columns[3].equals(TIME_WAIT))
                .map(columns -> Integer.parseInt(columns[1].substring(columns[1].lastIndexOf(':') + 1), 16))
                .collect(Collectors.toSet());
    }

    /** Whether some process has bound the UDP port; asks the kernel's table, so as not to take the port from who starts. */
    static boolean udpInUse(int port) {
        return inTable("/proc/net/udp", port, "07");
    }

    /** Whether some process listens on the TCP port. */
    static boolean tcpInUse(int port) {
        return inTable("/proc/net/tcp", port, "0A");
    }

    private static boolean inTable(String table, int port, String state) {
        String suffix = String.format(":%04X", port);
        return columns(table).stream().anyMatch(columns -> columns[1].endsWith(suffix) && columns[3].equals(state));
    }

    /** The second is the local address, the fourth the state. */
    private static List<String[]> columns(String table) {
        try (var lines = Files.lines(Path.of(table))) {
            return lines.skip(1)
                    .map(line -> line.trim().split("\\s+"))
                    .filter(columns -> columns.length > 3)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("which ports are in use is read from " + table + ", which cannot be read", e);
        }
    }
}
