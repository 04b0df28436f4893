package io.switchhook.transport.internal.tls;

import io.switchhook.base.net.ClientProof;
import io.switchhook.base.net.TlsTrust;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Judges the certificate of a peer: first whether it leads to an anchor (RFC 5280), then, of a server, whether it is for the name that was called (RFC
 * 5922 §7.3; over WebSocket as on the web, RFC 2818).
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private final TlsTrust trust;
    private final ClientProof proof;
    private final NameRule rule;
    private final Optional<X509ExtendedTrustManager> pkix;

    PeerTrust(TlsTrust trust, ClientProof proof, NameRule rule, Optional<X509ExtendedTrustManager> pkix) {
        this.trust = trust;
        this.proof = proof;
        this.rule = rule;
        this.pkix = pkix;
    }

    boolean isPinned(X509Certificate certificate) {
        try {
            return !trust.pinned().isEmpty() && trust.pinned().contains(fingerprint(certificate));
        } catch (CertificateException e) {
            return false;
        }
    }

    private static String fingerprint(X509Certificate certificate) throws CertificateException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new CertificateException("There is no SHA-256", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (isBelieved(chain[0])) {
            return;
        }
        checkChain(chain, anchored -> anchored.checkServerTrusted(chain, authType, engine));
        var expected = engine.getPeerHost();
        if (expected == null || !rule.proves(chain[0], expected)) {
            throw new CertificateException("expected a certificate for " + expected + ", but that of the peer is for "
                    + rule.namesOf(chain[0]) + "; call it by a name that it has, or give it a certificate for "
                    + expected);
        }
    }

    /** RFC 5922 §7.4: what a client may do with its names is for the server to say, later. */
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (proof == ClientProof.REQUIRED) {
            checkClient(chain, anchored -> anchored.checkClientTrusted(chain, authType, engine));
        } // Else it comes in, and whether it has proven anything is asked of the session.
    }

    /** Whether a client that came in has shown a certificate that is trusted. */
    boolean trustsClient(X509Certificate[] chain) {
        try {
            checkClient(
                    chain,
                    anchored -> anchored.checkClientTrusted(
                            chain, chain[0].getPublicKey().getAlgorithm()));
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    private void checkClient(X509Certificate[] chain, Judge judge) throws CertificateException {
        if (!isBelieved(chain[0])) {
            checkChain(chain, judge);
        }
    }

    /** Whether it is good enough without an anchor, and for any name. */
    private boolean isBelieved(X509Certificate certificate) throws CertificateException {
        if (trust.anybody()) {
            return true;
        }
        checkTime(certificate);
        return isPinned(certificate);
    }

    private interface Judge {
        void check(X509ExtendedTrustManager anchored) throws CertificateException;
    }

    private void checkChain(X509Certificate[] chain, Judge judge) throws CertificateException {
        var anchored = pkix.orElseThrow(() -> noneOfThePinned(chain[0]));
        try {
            if (CertificateUse.isForSip(chain[0])) {
                CertificateUse.checkChain(chain, anchored.getAcceptedIssuers());
            } else {
                judge.check(anchored);
            }
        } catch (CertificateException e) {
            throw untrusted(chain[0], e);
        }
    }

    private static void checkTime(X509Certificate certificate) throws CertificateException {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw new CertificateException(
                    "the certificate for " + SipIdentities.of(certificate) + " has expired: "
                            + certificate.getNotAfter().toInstant() + "; the peer needs a new one",
                    e);
        } catch (CertificateNotYetValidException e) {
            throw new CertificateException(
                    "the certificate for " + SipIdentities.of(certificate) + " is not valid before "
                            + certificate.getNotBefore().toInstant() + "; is the clock of this machine right?",
                    e);
        }
    }

    private static CertificateException noneOfThePinned(X509Certificate certificate) {
        return new CertificateException("the certificate for " + SipIdentities.of(certificate)
                + " is none of those that are pinned; its SHA-256 fingerprint is " + shown(certificate));
    }

    private static CertificateException untrusted(X509Certificate certificate, CertificateException cause) {
        return new CertificateException(
                "the certificate for " + SipIdentities.of(certificate) + ", issued by "
                        + certificate.getIssuerX500Principal() + ", does not lead to an anchor that is trusted ("
                        + cause.getMessage()
                        + "); if it is the right one, trust its issuer or pin its SHA-256 fingerprint "
                        + shown(certificate),
                cause);
    }

    private static String shown(X509Certificate certificate) {
        try {
            return fingerprint(certificate);
        } catch (CertificateException e) {
            return "unknown";
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return pkix.map(X509ExtendedTrustManager::getAcceptedIssuers).orElseGet(() -> new X509Certificate[0]);
    }

    // The forms without an engine do not say which name was called; nobody here asks them.

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("a certificate is judged with its engine alone");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("a certificate is judged with its engine alone");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("a certificate is judged with its engine alone");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("a certificate is judged with its engine alone");
    }
}
