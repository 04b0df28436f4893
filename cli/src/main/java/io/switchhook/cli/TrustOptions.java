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
            names = "--insecure-trust-any",
            description =
                    "DANGER: believe ANY certificate. Whoever sits between you and the server can then read and change "
                            + "EVERYTHING: the login, who calls whom, the calls. For a test on your own machine, never for more.")
    private boolean anybody;

    PhoneConfig applyTo(PhoneConfig config) throws CommandEnd {
        if (anybody && !anchors.isEmpty()) {
            throw CommandEnd.usage(
                    "--insecure-trust-any and --trust do not go together: the one makes the other useless");
        }
        if (anybody) {
            return config.withTrust(TlsTrust.ANYBODY);
        }
        if (anchors.isEmpty()) {
            return config;
        }
        var texts = new ArrayList<String>();
        for (var file : anchors) {
            texts.add(PemFile.read("--trust", file));
        }
        return config.withTrust(TlsTrust.anchors(texts.toArray(String[]::new)));
    }
}
