package io.switchhook.cli;

import io.switchhook.base.net.TlsTrust;
import io.switchhook.phone.PhoneConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Whom a phone believes on secure connections. */
final class TrustOptions {

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description =
                    "For TLS: a PEM file with the certificates that the server's certificate has to lead to, in place of "
                            + "those that Java knows; may be given more than once. The certificate must be for the host of the account.")
    private List<Path> anchors = new ArrayList<>();

    @Option(
            names = "--trust-fingerprint",
            paramLabel = "SHA256",
            description =
                    "For TLS: believes the certificate with this SHA-256 fingerprint, 64 hexadecimal digits, whatever it is for, and no "
                            + "other; may be given more than once. For a server whose certificate nobody has signed.")
    private List<String> fingerprints = new ArrayList<>();

    @Option(
            names = "--insecure-trust-any",
            description =
                    "DANGER: believe ANY certificate. Whoever sits between you and the server can then read and change "
                            + "EVERYTHING: the login, who calls whom, the calls. For a test on your own machine, never for more.")
    private boolean anybody;

    PhoneConfig applyTo(PhoneConfig config) throws CommandEnd {
        if (anybody && !(anchors.isEmpty() && fingerprints.isEmpty())) {
            throw CommandEnd.usage(
                    "--insecure-trust-any does not go together with --trust and --trust-fingerprint: it makes them useless");
        }
        if (anybody) {
            return config.withTrust(TlsTrust.ANYBODY);
        }
        if (anchors.isEmpty() && fingerprints.isEmpty()) {
            return config;
        }
        try {
            return config.withTrust(
                    new TlsTrust(false, List.of(PemFile.readAll("--trust", anchors)), fingerprints, false));
        } catch (IllegalArgumentException e) {
            throw CommandEnd.usage("--trust-fingerprint: " + e.getMessage());
        }
    }
}
