package io.switchhook.systemtests.interop;

import io.switchhook.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Kamailio as registrar and record-routing proxy with digest, over UDP, TCP, WebSocket and TLS; a REFER passes it and is the phone's business. */
final class KamailioPeer implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(15);

    private final int port;
    private final PeerProcess process;

    private KamailioPeer(int port, PeerProcess process) {
        this.port = port;
        this.process = process;
    }

    /** Who may register and call. The digest's algorithm is Kamailio's name of it: {@code MD5} or {@code SHA-256}. */
    static final class Users {
        private final String algorithm;
        private final Map<String, String> secrets = new LinkedHashMap<>();

        private Users(String algorithm) {
            this.algorithm = algorithm;
        }

        static Users md5() {
            return new Users("MD5");
        }

        static Users sha256() {
            return new Users("SHA-256");
        }

        Users user(String user, String secret) {
            secrets.put(user, "    $sht(secret=>" + user + ") = \"" + secret + "\";\n");
            return this;
        }

        /** A user who comes without credentials. */
        Users open(String user) {
            secrets.put(user, "    $sht(open=>" + user + ") = 1;\n");
            return this;
        }
    }

    /** Returns when Kamailio answers an OPTIONS. */
    static KamailioPeer start(Path folder, int port, Users users) {
        return start(folder, port, users, List.of());
    }

    /** The same; the TCP port takes SIP over WebSocket as well. */
    static KamailioPeer startWithWebSocket(Path folder, int port, Users users) {
        return start(folder, port, users, List.of("-A", "WITH_WEBSOCKET"));
    }

    /** The same; another port takes SIP over TLS. Phones are reached over the connections that they have opened, of TCP too. */
    static KamailioPeer startWithTls(Path folder, int port, int tlsPort, TestCertificate certificate, Users users) {
        try {
            Files.writeString(folder.resolve("chain.pem"), certificate.chainPem());
            Files.writeString(folder.resolve("key.pem"), certificate.keyPem());
        } catch (IOException e) {
            throw new AssertionError("cannot write Kamailio's certificate to " + folder, e);
        }
        return start(folder, port, tlsPort, users, List.of("-A", "WITH_TLS"));
    }

    private static KamailioPeer start(Path folder, int port, Users users, List<String> more) {
        return start(folder, port, 0, users, more);
    }

    private static KamailioPeer start(Path folder, int port, int tlsPort, Users users, List<String> more) {
        try {
            Path config = Files.writeString(
                    folder.resolve("kamailio.cfg"),
                    Template.fill(
                            "kamailio/kamailio.cfg",
                            Map.of(
                                    "port",
                                    Integer.toString(port),
                                    "tlsPort",
                                    Integer.toString(tlsPort),
                                    "folder",
                                    folder.toString(),
                                    "algorithm",
                                    users.algorithm,
                                    "users",
                                    String.join("", users.secrets.values()))));
            Path run = Files.createDirectories(folder.resolve("kamailio-run"));
            List<String> command = new ArrayList<>(List.of(
                    "kamailio", "-f", config.toString(), "-DD", "-E", "-m", "16", "-M", "4", "-Y", run.toString()));
            command.addAll(more);
            KamailioPeer peer = new KamailioPeer(port, PeerProcess.start("kamailio", folder, Map.of(), command));
            peer.awaitReady();
            return peer;
        } catch (IOException e) {
            throw new AssertionError("cannot write Kamailio's files to " + folder, e);
        }
    }

    private void awaitReady() {
        try (RawSip sip = new RawSip(port)) {
            Deadline.in(READY_WITHIN)
                    .await(
                            "Kamailio answers OPTIONS",
                            () -> !process.alive()
                                    || sip.options()
                                            .filter(answer -> answer.startsWith("SIP/2.0 200"))
                                            .isPresent(),
                            process::report);
        }
        if (!process.alive()) {
            throw new AssertionError("Kamailio ended at once\n" + process.report());
        }
    }

    int port() {
        return port;
    }

    String report() {
        return process.report();
    }

    @Override
    public void close() {
        process.close();
    }
}
