package io.switchhook.transport.internal.tls;

import io.switchhook.base.net.TlsIdentity;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate and its key in files, and what was last in them that can be used. A handshake that has begun with one pair ends with it. {@link #look} waits for the disk, the rest
 * does not; from any thread.
 */
final class RenewedKeys extends X509ExtendedKeyManager {
    /** What becomes of a file when it is renewed: rewritten, or another one in its place, or at the end of a link. */
    private record Stamp(Object modified, long bytes, Object key) {
        static Stamp of(Path file) {
            try {
                var found = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(found.lastModifiedTime(), found.size(), String.valueOf(found.fileKey()));
            } catch (IOException e) {
                return new Stamp("", -1, "");
            }
        }
    }

    private record Stamps(Stamp certificates, Stamp privateKey) {}

    /** @param number in the name that a handshake keeps for it */
    private record Pair(int number, X509ExtendedKeyManager keys) {}

    /** Latest first; one before stays for handshakes that have begun with it. */
    private record Pairs(Pair latest, Optional<Pair> before) {}

    private final Path certificates;
    private final Path privateKey;
    private Optional<Stamps> seen = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private volatile Optional<Pairs> pairs = Optional.empty();

    RenewedKeys(TlsIdentity.PemFiles files) {
        this.certificates = Path.of(files.certificates());
        this.privateKey = Path.of(files.privateKey());
    }

    /**
     * Reads what has changed.
     *
     * @return why there is nothing at all to be shown; empty when there is
     */
    synchronized Optional<String> look() {
        var now = new Stamps(Stamp.of(certificates), Stamp.of(privateKey));
        if (!seen.equals(Optional.of(now))) {
            seen = Optional.of(now);
            trouble = Optional.empty();
            try {
                renew();
            } catch (IOException | GeneralSecurityException e) {
                onTrouble(String.valueOf(e.getMessage()));
            }
        }
        return pairs.isPresent() ? Optional.empty() : trouble;
    }

    private void renew() throws IOException, GeneralSecurityException {
        var pem = new TlsIdentity.Pem(text(certificates), text(privateKey));
        var known = pairs.map(Pairs::latest);
        if (known.isPresent()) {
            OwnKeys.checkTime(pem);
        }
        var latest = new Pair(known.map(Pair::number).orElse(0) + 1, OwnKeys.of(pem));
        pairs = Optional.of(new Pairs(latest, known));
        if (known.isPresent()) {
            log().info("The certificate in {} was renewed; new connections show it", certificates);
        }
    }

    private void onTrouble(String why) {
        trouble = Optional.of(why);
        if (pairs.isPresent()) {
            log().warn(
                            "What is now in {} and {} cannot be used, so that new connections show the certificate that was there before: {}",
                            certificates,
                            privateKey,
                            why);
        }
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e, e);
        }
    }

    // --- for the JDK ----------------------------------------------------------------------------------------------

    private static @Nullable String named(Pair pair, @Nullable String alias) {
        return alias == null ? null : pair.number() + ":" + alias;
    }

    private Optional<Pair> pairOf(String alias) {
        var number = alias.substring(0, Math.max(alias.indexOf(':'), 0));
        return pairs.flatMap(known -> String.valueOf(known.latest().number()).equals(number)
                ? Optional.of(known.latest())
                : known.before().filter(pair -> String.valueOf(pair.number()).equals(number)));
    }

    private static String inner(String alias) {
        return alias.substring(alias.indexOf(':') + 1);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return pairs.map(known ->
                        named(known.latest(), known.latest().keys().chooseEngineServerAlias(keyType, issuers, engine)))
                .orElse(null);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        return pairs.map(known ->
                        named(known.latest(), known.latest().keys().chooseEngineClientAlias(keyTypes, issuers, engine)))
                .orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return pairOf(alias)
                .map(pair -> pair.keys().getCertificateChain(inner(alias)))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return pairOf(alias)
                .map(pair -> pair.keys().getPrivateKey(inner(alias)))
                .orElse(null);
    }

    // The forms without an engine are for sockets that block; nobody here has one.

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }

    /** Asked for only when there is something to say: the first logger takes longer to get than a registration. */
    private static Logger log() {
        return LoggerFactory.getLogger(RenewedKeys.class);
    }
}
