package io.switchhook.mediadtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsUtils;

/** The server of a handshake: the side that is {@code passive} (RFC 5763 §5). */
final class SrtpServer extends DefaultTlsServer {
    private final Peer peer;

    SrtpServer(Peer peer) {
        super(peer.crypto());
        this.peer = peer;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return Peer.VERSIONS;
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return Peer.CIPHERS.clone();
    }

    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return peer.patienceMillis();
    }

    @Override
    public void processClientExtensions(Hashtable extensions) throws IOException {
        super.processClientExtensions(extensions);
        peer.chooseSuite(extensions);
    }

    @Override
    public Hashtable<?, ?> getServerExtensions() throws IOException {
        var extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getServerExtensions());
        peer.answerSuites(extensions);
        return extensions;
    }

    /** RFC 8122 §6.2: the client has to show one too. */
    @Override
    public CertificateRequest getCertificateRequest() {
        return new CertificateRequest(
                new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
                TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
                null);
    }

    @Override
    public void notifyClientCertificate(Certificate shown) throws IOException {
        peer.check(shown);
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
        return peer.credentials(context);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        peer.onComplete(context);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        peer.onAlert(level, description);
    }
}
