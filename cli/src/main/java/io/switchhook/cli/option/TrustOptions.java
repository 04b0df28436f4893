package io.switchhook.cli.option;

import io.switchhook.base.net.TlsTrust;
import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.Declared;
import io.switchhook.cli.console.PemFile;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Whom a phone believes on secure connections. */
final class TrustOptions {

    private final Declared<Path> anchors = Declared.files(
            "--trust",
            "FILE",
            "For TLS: a PEM file with the certificates that the server's certificate has to lead to, in place of "
                    + "those that Java knows; may be given more than once. The certificate must be for the host that was named.");

    private final Declared<String> fingerprints = Declared.texts(
            "--trust-fingerprint",
            "SHA256",
            "For TLS: believes the certificate with this SHA-256 fingerprint, 64 hexadecimal digits, whatever it is for, and no "
                    + "other; may be given more than once. For a server whose certificate nobody has signed.");

    private final Declared<Boolean> anybody = Declared.flag(
            "--insecure-trust-any",
            "DANGER: believe ANY certificate. Whoever sits between you and the server can then read and change "
                    + "EVERYTHING: the login, who calls whom, the calls. For a test on your own machine, never for more.");

    void addTo(CommandSpec command) {
        Declared.addAll(command, anchors, fingerprints, anybody);
    }

    /** Whom to believe to be the host that was named. */
    TlsTrust trust() throws CommandEnd {
        if (anybody.isGiven()
                && !(anchors.values().isEmpty() && fingerprints.values().isEmpty())) {
            throw CommandEnd.usage(
                    "--insecure-trust-any does not go together with --trust and --trust-fingerprint: it makes them useless");
        }
        if (anybody.isGiven()) {
            return TlsTrust.ANYBODY;
        }
        if (anchors.values().isEmpty() && fingerprints.values().isEmpty()) {
            return TlsTrust.SYSTEM;
        }
        try {
            return new TlsTrust(
                    false, List.of(PemFile.readAll("--trust", anchors.values())), fingerprints.values(), false);
        } catch (IllegalArgumentException e) {
            throw CommandEnd.usage("--trust-fingerprint: " + e.getMessage());
        }
    }
}
