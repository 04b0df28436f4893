package io.switchhook.mediadtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsServerCertificate;

/** The client of a handshake: the side that is {@code active} (RFC 5763 §5). */
final class SrtpClient extends DefaultTlsClient {
    private final Peer peer;

    SrtpClient(Peer peer) {
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

    /** Without it the keys that are exported could be those of another association as well. */
    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return peer.patienceMillis();
    }

    @Override
    public Hashtable<?, ?> getClientExtensions() throws IOException {
        var extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getClientExtensions());
        peer.offerSuites(extensions);
        return extensions;
    }

    @Override
    public void processServerExtensions(Hashtable extensions) throws IOException {
        super.processServerExtensions(extensions);
        peer.takeSuite(extensions);
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate shown) throws IOException {
                peer.check(shown.getCertificate());
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest asked) throws IOException {
                return peer.credentials(context);
            }
        };
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
