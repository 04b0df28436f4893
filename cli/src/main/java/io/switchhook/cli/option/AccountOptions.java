package io.switchhook.cli.option;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.TlsTrust;
import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.Declared;
import io.switchhook.cli.console.FileTrouble;
import io.switchhook.cli.console.TextFile;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.flow.TransportKind;
import java.io.IOException;
import java.net.Inet6Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Who the phone is, how it logs in and where it listens. */
public final class AccountOptions {
    public static final String SECRET_VARIABLE = "SWITCHHOOK_SECRET";

    private final Declared<String> account = Declared.of(
            Declared.builder(
                            "--account",
                            "sip:USER@HOST[:PORT][;transport=tcp|tls|ws|wss]",
                            "The address of the line, such as sip:858@pbx.example.com; sips: takes TLS.")
                    .required(true),
            String.class);

    private final Declared<String> secret = Declared.text(
            "--secret",
            "SECRET",
            "The password. Other users of this machine can see it in the process list; a file or the variable "
                    + SECRET_VARIABLE + " hides it.");

    private final Declared<Path> secretFile =
            Declared.file("--secret-file", "FILE", "A file whose first line is the password.");

    private final Declared<String> authUser =
            Declared.text("--auth-user", "NAME", "The name to log in with, where it is not the user of the account.");

    private final Declared<String> displayName =
            Declared.text("--display-name", "NAME", "The name shown to those who are called.");

    private final Declared<String> proxy =
            Declared.text("--proxy", "sip:HOST[:PORT]", "The server that all requests go to first.");

    private final Declared<Boolean> noRegister =
            Declared.flag("--no-register", "Do not register; calls go to the account's host all the same.");

    private final Declared<String> transport =
            Declared.text("--transport", "udp|tcp|tls|ws|wss", "Instead of ;transport= in the account.");

    private final Declared<String> webSocket = Declared.text(
            "--websocket", "ws[s]://HOST[:PORT][/PATH]", "The server that all requests go to first, over WebSocket.");

    private final Declared<String> bind = Declared.text(
            "--bind",
            "ADDR[:PORT]",
            "Our own address; without a port, or with port 0, any free port. Default: all addresses.");

    private final TrustOptions trust = new TrustOptions();

    private final IdentityOptions identity = new IdentityOptions();

    public void addTo(CommandSpec command) {
        Declared.addAll(
                command,
                account,
                secret,
                secretFile,
                authUser,
                displayName,
                proxy,
                noRegister,
                transport,
                webSocket,
                bind);
        trust.addTo(command);
        identity.addTo(command);
    }

    /** Whom the phone believes, and what it proves to be. */
    public PhoneConfig secure(PhoneConfig config) throws CommandEnd {
        var trusting = config.withTrust(trust());
        return identity.identity()
                .map(ours -> trusting.withStreams(trusting.streams().withIdentity(ours)))
                .orElse(trusting);
    }

    public TlsTrust trust() throws CommandEnd {
        return trust.trust();
    }

    public boolean registers() {
        return !noRegister.isGiven();
    }

    /** @throws CommandEnd when an option is wrong; the secret is never in the sentence */
    public SipAccount account(Map<String, String> environment, CallSettings calls) throws CommandEnd {
        try {
            var builder = SipAccount.builder(account.value().orElse("")).calls(calls);
            secret(environment).ifPresent(builder::secret);
            authUser.value().ifPresent(builder::authUser);
            displayName.value().ifPresent(builder::displayName);
            proxy.value().ifPresent(builder::proxy);
            webSocket.value().ifPresent(builder::webSocket);
            if (transport.value().isPresent()) {
                var name = transport.value().get();
                builder.transport(TransportKind.parse(name)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "\"" + name + "\" is not a transport; --transport takes udp, tcp, tls, ws or wss")));
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw CommandEnd.usage(String.valueOf(e.getMessage()));
        }
    }

    /** Whether there is something to log in with. */
    public boolean hasSecret(Map<String, String> environment) {
        return secret.value().isPresent() || secretFile.value().isPresent() || environment.containsKey(SECRET_VARIABLE);
    }

    private Optional<String> secret(Map<String, String> environment) throws CommandEnd {
        if (secret.value().isPresent() && secretFile.value().isPresent()) {
            throw CommandEnd.usage("Give the password once: with --secret or with --secret-file");
        }
        if (secretFile.value().isPresent()) {
            return Optional.of(firstLine(secretFile.value().get()));
        }
        return secret.value().or(() -> Optional.ofNullable(environment.get(SECRET_VARIABLE)));
    }

    public static String firstLine(Path file) throws CommandEnd {
        try {
            var line = TextFile.lines(file).stream().findFirst().orElse("");
            if (line.isEmpty()) {
                throw CommandEnd.usage("The first line of " + file + " should be the password, but is empty");
            }
            return line;
        } catch (IOException e) {
            throw CommandEnd.usage("The password cannot be read from " + file + ": " + FileTrouble.reason(e));
        }
    }

    /** UDP and TCP at the address asked for; else at all addresses of the account's family. */
    public List<ListenPoint> listenPoints(SipAccount line) throws CommandEnd {
        boolean ipv6 = IpLiteral.parse(line.proxy().orElse(line.address()).host())
                .filter(Inet6Address.class::isInstance)
                .isPresent();
        try {
            var address = ListenPoint.parse(bind.value().orElse(ipv6 ? "[::]" : "0.0.0.0"), 0)
                    .address();
            return List.of(new ListenPoint(TransportKind.UDP, address), new ListenPoint(TransportKind.TCP, address));
        } catch (IllegalArgumentException e) {
            throw CommandEnd.usage("--bind: " + e.getMessage());
        }
    }
}
