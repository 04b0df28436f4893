package io.switchhook.mediadtls;

import io.switchhook.media.srtp.SrtpKeys;
import io.switchhook.media.srtp.SrtpSuite;
import io.switchhook.stack.spi.DtlsEnding;
import io.switchhook.stack.spi.DtlsRequest;
import java.io.IOException;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** What client and server of a handshake have in common: certificates of both, and what the keys are for. On the thread of the handshake. */
final class Peer {
    /** DTLS 1.2 alone: RFC 8996 forbids what came before it. */
    static final ProtocolVersion[] VERSIONS = ProtocolVersion.DTLSv12.only();

    /** Forward secret; RSA is for the certificates of others, and CBC for those who know nothing newer. */
    static final int[] CIPHERS = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
    };

    private static final byte[] NO_MKI = {};

    private final DtlsRequest request;
    private final Identity identity;
    private final BcTlsCrypto crypto;
    private Optional<SrtpSuite> suite = Optional.empty();
    private Optional<SrtpKeys> keys = Optional.empty();
    private Optional<DtlsEnding> trouble = Optional.empty();
    private boolean closedByPeer;

    Peer(DtlsRequest request, Identity identity, BcTlsCrypto crypto) {
        this.request = request;
        this.identity = identity;
        this.crypto = crypto;
    }

    BcTlsCrypto crypto() {
        return crypto;
    }

    int patienceMillis() {
        return (int) request.patience().toMillis();
    }

    /** As client: what media may be protected with. */
    void offerSuites(Hashtable<?, ?> extensions) throws IOException {
        TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(Profiles.of(request.suites()), NO_MKI));
    }

    /** As server: RFC 5764 §4.1.1: one is chosen, and the MKI is not used. */
    void answerSuites(Hashtable<?, ?> extensions) throws IOException {
        TlsSRTPUtils.addUseSRTPExtension(
                extensions, new UseSRTPData(Profiles.of(List.of(suite.orElseThrow())), NO_MKI));
    }

    void chooseSuite(Hashtable<?, ?> clientExtensions) throws IOException {
        suite = said(clientExtensions).flatMap(said -> Profiles.common(request.suites(), said.getProtectionProfiles()));
        requireSuite();
    }

    void takeSuite(Hashtable<?, ?> serverExtensions) throws IOException {
        // RFC 5764 §4.1.1 and §4.1.3: one of those that were offered, and no MKI where none was.
        suite = said(serverExtensions)
                .filter(said -> said.getProtectionProfiles().length == 1 && said.getMki().length == 0)
                .flatMap(said -> Profiles.common(request.suites(), said.getProtectionProfiles()));
        requireSuite();
    }

    private static Optional<UseSRTPData> said(Hashtable<?, ?> extensions) throws IOException {
        return extensions == null
                ? Optional.empty()
                : Optional.ofNullable(TlsSRTPUtils.getUseSRTPExtension(extensions));
    }

    private void requireSuite() throws TlsFatalAlert {
        if (suite.isEmpty()) {
            throw fail(
                    DtlsEnding.Kind.NO_COMMON_SUITE,
                    "The other side knows none of our ways to protect media (use_srtp)",
                    AlertDescription.handshake_failure);
        }
    }

    /** RFC 8122 §6.2: what is shown has to be what the description says. */
    void check(Certificate shown) throws IOException {
        if (shown == null || shown.isEmpty()) {
            throw fail(
                    DtlsEnding.Kind.WRONG_CERTIFICATE,
                    "The other side shows no certificate",
                    AlertDescription.bad_certificate);
        }
        TlsCertificate first = shown.getCertificateAt(0);
        if (!request.trusted().test(first.getEncoded())) {
            throw fail(
                    DtlsEnding.Kind.WRONG_CERTIFICATE,
                    "The certificate of the other side is not the one that its description says",
                    AlertDescription.bad_certificate);
        }
    }

    TlsCredentialedSigner credentials(TlsContext context) throws IOException {
        var chain = new Certificate(new TlsCertificate[] {crypto.createCertificate(identity.certificate())});
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                crypto,
                PrivateKeyFactory.createKey(identity.key().getEncoded()),
                chain,
                SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }

    /** The keys exist now and not later. */
    void onComplete(TlsContext context) {
        keys = Optional.of(Profiles.keys(context, suite.orElseThrow()));
    }

    private TlsFatalAlert fail(DtlsEnding.Kind kind, String text, short alert) {
        trouble = Optional.of(new DtlsEnding(kind, text));
        return new TlsFatalAlert(alert, text);
    }

    /** Warnings end nothing, but for the one that says so (RFC 5246 §7.2.1, §7.2.2). */
    void onAlert(short level, short description) {
        if (level != AlertLevel.fatal && description != AlertDescription.close_notify) {
            return;
        }
        var name = AlertDescription.getText(description);
        if (keys.isPresent()) {
            closedByPeer = true;
            trouble = Optional.of(new DtlsEnding(
                    DtlsEnding.Kind.CLOSED_BY_PEER, "The other side has ended its DTLS association: " + name));
        } else if (description != AlertDescription.close_notify) {
            trouble = Optional.of(new DtlsEnding(
                    DtlsEnding.Kind.REFUSED_BY_PEER, "The other side has ended the DTLS handshake: " + name));
        }
    }

    boolean isClosedByPeer() {
        return closedByPeer;
    }

    Optional<SrtpKeys> keys() {
        return keys;
    }

    Optional<DtlsEnding> trouble() {
        return trouble;
    }
}
