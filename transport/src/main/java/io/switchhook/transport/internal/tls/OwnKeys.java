package io.switchhook.transport.internal.tls;

import io.switchhook.base.net.TlsIdentity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** A certificate with its key, as the JDK wants it. */
final class OwnKeys {
    /** The key store lives in one object alone; the password keeps nobody out. */
    private static final char[] NO_SECRET = {'x'};

    private OwnKeys() {}

    /** @throws IOException when they cannot be used, with a sentence that says why and repeats no key */
    static X509ExtendedKeyManager of(TlsIdentity.Pem pem) throws IOException, GeneralSecurityException {
        var chain = Pem.certificates(pem.certificates());
        var key = Pem.privateKey(pem.privateKey(), chain.get(0).getPublicKey());
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", key, NO_SECRET, chain.toArray(X509Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_SECRET);
        return Arrays.stream(factory.getKeyManagers())
                .filter(X509ExtendedKeyManager.class::isInstance)
                .map(X509ExtendedKeyManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new IOException("This Java has no manager of keys for TLS"));
    }

    /** @throws IOException when the certificate is not valid at this time */
    static void checkTime(TlsIdentity.Pem pem) throws IOException {
        var own = Pem.certificates(pem.certificates()).get(0);
        try {
            own.checkValidity();
        } catch (CertificateException e) {
            throw new IOException(
                    "The certificate is valid from " + own.getNotBefore().toInstant() + " to "
                            + own.getNotAfter().toInstant() + ", and not now",
                    e);
        }
    }
}
