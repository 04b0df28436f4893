package io.switchhook.cli;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.flow.TransportKind;
import java.io.IOException;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who the phone is, how it logs in and where it listens. */
final class AccountOptions {
    static final String SECRET_VARIABLE = "SWITCHHOOK_SECRET";

    @Option(
            names = "--account",
            required = true,
            paramLabel = "sip:USER@HOST[:PORT][;transport=tcp|tls|ws|wss]",
            description = "The address of the line, such as sip:858@pbx.example.com; sips: takes TLS.")
    private String account = "";

    @Option(
            names = "--secret",
            paramLabel = "SECRET",
            description =
                    "The password. Other users of this machine can see it in the process list; a file or the variable "
                            + SECRET_VARIABLE + " hides it.")
    private Optional<String> secret = Optional.empty();

    @Option(names = "--secret-file", paramLabel = "FILE", description = "A file whose first line is the password.")
    private Optional<Path> secretFile = Optional.empty();

    @Option(
            names = "--auth-user",
            paramLabel = "NAME",
            description = "The name to log in with, where it is not the user of the account.")
    private Optional<String> authUser = Optional.empty();

    @Option(names = "--display-name", paramLabel = "NAME", description = "The name shown to those who are called.")
    private Optional<String> displayName = Optional.empty();

    @Option(
            names = "--proxy",
            paramLabel = "sip:HOST[:PORT]",
            description = "The server that all requests go to first.")
    private Optional<String> proxy = Optional.empty();

    @Option(names = "--no-register", description = "Do not register; calls go to the account's host all the same.")
    private boolean noRegister;

    @Option(
            names = "--transport",
            paramLabel = "udp|tcp|tls|ws|wss",
            description = "Instead of ;transport= in the account.")
    private Optional<String> transport = Optional.empty();

    @Option(
            names = "--websocket",
            paramLabel = "ws[s]://HOST[:PORT][/PATH]",
            description = "The server that all requests go to first, over WebSocket.")
    private Optional<String> webSocket = Optional.empty();

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Mixin
    private IdentityOptions identity = new IdentityOptions();

    @Option(
            names = "--bind",
            paramLabel = "ADDR[:PORT]",
            description = "Our own address; without a port, or with port 0, any free port. Default: all addresses.")
    private Optional<String> bind = Optional.empty();

    /** Whom the phone believes, and what it proves to be. */
    PhoneConfig secure(PhoneConfig config) throws CommandEnd {
        var trusting = trust.applyTo(config);
        return identity.identity()
                .map(ours -> trusting.withStreams(trusting.streams().withIdentity(ours)))
                .orElse(trusting);
    }

    boolean registers() {
        return !noRegister;
    }

    /** @throws CommandEnd when an option is wrong; the secret is never in the sentence */
    SipAccount account(Map<String, String> environment) throws CommandEnd {
        try {
            var builder = SipAccount.builder(account);
            secret(environment).ifPresent(builder::secret);
            authUser.ifPresent(builder::authUser);
            displayName.ifPresent(builder::displayName);
            proxy.ifPresent(builder::proxy);
            webSocket.ifPresent(builder::webSocket);
            if (transport.isPresent()) {
                builder.transport(TransportKind.parse(transport.get())
                        .orElseThrow(() -> new IllegalArgumentException("\"" + transport.get()
                                + "\" is not a transport; --transport takes udp, tcp, tls, ws or wss")));
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw CommandEnd.usage(String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> secret(Map<String, String> environment) throws CommandEnd {
        if (secret.isPresent() && secretFile.isPresent()) {
            throw CommandEnd.usage("Give the password once: with --secret or with --secret-file");
        }
        if (secretFile.isPresent()) {
            return Optional.of(firstLine(secretFile.get()));
        }
        return secret.or(() -> Optional.ofNullable(environment.get(SECRET_VARIABLE)));
    }

    private static String firstLine(Path file) throws CommandEnd {
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            var line = Optional.ofNullable(reader.readLine()).orElse("");
            if (line.isEmpty()) {
                throw CommandEnd.usage("The first line of " + file + " should be the password, but is empty");
            }
            return line;
        } catch (IOException e) {
            throw CommandEnd.usage("The password cannot be read from " + file + ": " + FileTrouble.reason(e));
        }
    }

    /** UDP and TCP at the address asked for; else at all addresses of the account's family. */
    List<ListenPoint> listenPoints(SipAccount line) throws CommandEnd {
        boolean ipv6 = IpLiteral.parse(line.proxy().orElse(line.address()).host())
                .filter(Inet6Address.class::isInstance)
                .isPresent();
        try {
            var address =
                    ListenPoint.parse(bind.orElse(ipv6 ? "[::]" : "0.0.0.0"), 0).address();
            return List.of(new ListenPoint(TransportKind.UDP, address), new ListenPoint(TransportKind.TCP, address));
        } catch (IllegalArgumentException e) {
            throw CommandEnd.usage("--bind: " + e.getMessage());
        }
    }
}
