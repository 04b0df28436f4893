package io.switchhook.systemtests.interop;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands out loopback ports on which neither UDP nor TCP is in use, below the range the system draws from and above that of our phones' RTP; from any thread, and each port
 * once in this JVM.
 */
final class FreePorts {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;

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

    private static boolean allFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            if (!free(port)) {
                return false;
            }
        }
        return true;
    }

    private static boolean free(int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (DatagramSocket udp = new DatagramSocket(address);
                ServerSocket tcp = new ServerSocket()) {
            tcp.bind(address);
            return udp.isBound() && tcp.isBound();
        } catch (IOException e) {
            return false;
        }
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
        try (var lines = Files.lines(Path.of(table))) {
            return lines.map(line -> line.trim().split("\\s+"))
                    .anyMatch(columns -> columns.length > 3 && columns[1].endsWith(suffix) && columns[3].equals(state));
        } catch (IOException e) {
            throw new AssertionError("the peers' readiness is read from " + table + ", which cannot be read", e);
        }
    }
}
