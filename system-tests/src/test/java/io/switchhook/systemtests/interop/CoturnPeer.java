package io.switchhook.systemtests.interop;

import io.switchhook.testkit.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * coturn as STUN and TURN server on loopback, over UDP and where that is asked for TCP and TLS, with one user, alice, whose secret is wonderland. It tells each request on its
 * standard output.
 */
final class CoturnPeer implements AutoCloseable {
    static final String USER = "alice";
    static final String SECRET = "wonderland";

    private static final Duration READY_WITHIN = Duration.ofSeconds(15);
    private static final int RELAY_PORTS = 20;

    private final int port;
    private final PeerProcess process;

    private final int tlsPort;

    private CoturnPeer(int port, int tlsPort, PeerProcess process) {
        this.port = port;
        this.tlsPort = tlsPort;
        this.process = process;
    }

    /**
     * Returns when it listens.
     *
     * @param more options as it names them, {@code --stale-nonce=3} for one
     */
    static CoturnPeer start(Path folder, FreePorts ports, String... more) {
        var options = new ArrayList<>(List.of("--no-tcp", "--no-tls"));
        options.addAll(List.of(more));
        return start(folder, ports, 0, options);
    }

    /** With TCP on the same port and TLS on another, where it proves to be whom the certificate is for. */
    static CoturnPeer startWithStreams(Path folder, FreePorts ports, TestCertificate certificate) {
        int tlsPort = ports.one();
        try {
            var chain = Files.writeString(folder.resolve("coturn.crt"), certificate.chainPem());
            var key = Files.writeString(folder.resolve("coturn.key"), certificate.keyPem());
            var options = List.of(
                    "--tls-listening-port",
                    Integer.toString(tlsPort),
                    "--cert",
                    chain.toString(),
                    "--pkey",
                    key.toString());
            var peer = start(folder, ports, tlsPort, options);
            Deadline.in(READY_WITHIN).await("coturn listens by TLS", () -> FreePorts.tcpInUse(tlsPort), peer::report);
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CoturnPeer start(Path folder, FreePorts ports, int tlsPort, List<String> more) {
        int port = ports.one();
        int relay = ports.range(RELAY_PORTS);
        List<String> command = new ArrayList<>(List.of("turnserver", "-n", "-L", "127.0.0.1", "-E", "127.0.0.1"));
        command.addAll(List.of("-p", Integer.toString(port), "--min-port", Integer.toString(relay)));
        command.addAll(List.of("--max-port", Integer.toString(relay + RELAY_PORTS - 1)));
        command.addAll(List.of("--no-dtls", "--no-cli", "--no-tcp-relay"));
        command.addAll(List.of("--allow-loopback-peers", "-a", "-u", USER + ":" + SECRET, "-r", "turn.test"));
        command.addAll(List.of("-m", "1", "-v", "--log-file", "stdout", "--simple-log"));
        command.addAll(List.of("--pidfile", folder.resolve("coturn.pid").toString()));
        command.addAll(List.of("-b", folder.resolve("coturn.db").toString()));
        command.addAll(more);
        var peer = new CoturnPeer(port, tlsPort, PeerProcess.start("coturn", folder, Map.of(), command));
        Deadline.in(READY_WITHIN).await("coturn listens", () -> FreePorts.udpInUse(port), peer::report);
        return peer;
    }

    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", port);
    }

    int tlsPort() {
        return tlsPort;
    }

    /** How many lines have these words so far. */
    long count(String words) {
        return process.stdoutLines().stream()
                .filter(line -> line.contains(words))
                .count();
    }

    void await(String words, int times, Duration within) {
        Deadline.in(within)
                .await("coturn tells \"" + words + "\" " + times + " times", () -> count(words) >= times, this::report);
    }

    String report() {
        return process.report();
    }

    @Override
    public void close() {
        process.close();
    }
}
