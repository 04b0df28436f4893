package io.switchhook.cli;

import io.switchhook.base.net.TlsIdentity;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a program proves to be on secure connections. */
final class IdentityOptions {
    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description =
                    "For tls and wss: a PEM file with our certificate, then those that signed it. That of a PBX must be for the host that "
                            + "telephones register at; that of a phone is shown to servers that ask for one.")
    private Optional<Path> certificate = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "A PEM file with the private key of the certificate, PKCS #8 without a password.")
    private Optional<Path> key = Optional.empty();

    /** @throws CommandEnd when one comes without the other, or a file is no PEM file */
    Optional<TlsIdentity> identity() throws CommandEnd {
        if (certificate.isPresent() != key.isPresent()) {
            throw CommandEnd.usage("--certificate and --key go together");
        }
        return certificate.isPresent() && key.isPresent()
                ? Optional.of(TlsIdentity.pem(
                        PemFile.read("--certificate", certificate.get()), PemFile.read("--key", key.get())))
                : Optional.empty();
    }
}
