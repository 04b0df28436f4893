package io.switchhook.transport.internal.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Certificates that were issued for SIP domains (RFC 5924), which the JDK does not know: it wants to see its own usages for servers and clients of TLS. Those are taken
 * too, since no public authority issues the one for SIP.
 */
final class CertificateUse {
    /** RFC 5924: id-kp-sipDomain. */
    private static final String SIP_DOMAIN = "1.3.6.1.5.5.7.3.20";

    private CertificateUse() {}

    /** Whether the certificate was issued for a SIP domain, as a server or as a client. */
    static boolean isForSip(X509Certificate certificate) throws CertificateException {
        var usages = certificate.getExtendedKeyUsage();
        return usages != null && usages.contains(SIP_DOMAIN);
    }

    /** Checks that a chain of such a certificate leads to an anchor, whatever else its first may be used for. */
    static void checkChain(X509Certificate[] chain, X509Certificate[] anchors) throws CertificateException {
        var usage = chain[0].getKeyUsage();
        if (usage != null && !usage[0]) {
            throw new CertificateException("its key is not for signing");
        }
        if (Arrays.asList(anchors).contains(chain[0])) {
            return;
        }
        try {
            var wanted = new X509CertSelector();
            wanted.setCertificate(chain[0]);
            var trusted = Arrays.stream(anchors)
                    .map(anchor -> new TrustAnchor(anchor, null))
                    .collect(Collectors.toSet());
            var parameters = new PKIXBuilderParameters(trusted, wanted);
            parameters.setRevocationEnabled(false); // As the JDK does for TLS unless it is told otherwise.
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(chain))));
            CertPathBuilder.getInstance("PKIX").build(parameters);
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }
}
