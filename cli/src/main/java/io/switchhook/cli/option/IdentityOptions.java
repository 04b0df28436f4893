package io.switchhook.cli.option;

import io.switchhook.base.net.TlsIdentity;
import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.Declared;
import io.switchhook.cli.console.PemFile;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** What a program proves to be on secure connections. */
public final class IdentityOptions {
    private final Declared<Path> certificate = Declared.file(
            "--certificate",
            "FILE",
            "For tls and wss: a PEM file with our certificate, then those that signed it. That of a PBX must be for the host that "
                    + "telephones register at; that of a phone is shown to servers that ask for one.");

    private final Declared<Path> key = Declared.file(
            "--key",
            "FILE",
            "A PEM file with the private key of the certificate, PKCS #8 without a password. Both files may be renewed while the program runs.");

    public void addTo(CommandSpec command) {
        Declared.addAll(command, certificate, key);
    }

    /**
     * Files that are good now and may be renewed later.
     *
     * @throws CommandEnd when one comes without the other, or a file is no PEM file
     */
    public Optional<TlsIdentity> identity() throws CommandEnd {
        if (certificate.value().isPresent() != key.value().isPresent()) {
            throw CommandEnd.usage("--certificate and --key go together");
        }
        if (certificate.value().isEmpty() || key.value().isEmpty()) {
            return Optional.empty();
        }
        var proof = PemFile.readCertificate("--certificate", certificate.value().get());
        var secret = PemFile.readKey("--key", key.value().get());
        if (!PemFile.belongTogether(proof, secret)) {
            throw CommandEnd.usage("--key: " + key.value().get() + " is not the key of the certificate in "
                    + certificate.value().get());
        }
        return Optional.of(TlsIdentity.files(
                certificate.value().get().toString(), key.value().get().toString()));
    }
}
