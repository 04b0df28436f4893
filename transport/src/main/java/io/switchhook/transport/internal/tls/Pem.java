package io.switchhook.transport.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Reads certificates and private keys from PEM text (RFC 7468); what is wrong is said in a sentence that never repeats a key. */
final class Pem {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

    private Pem() {}

    private static List<byte[]> blocks(String pem, String label) throws IOException {
        var found = new ArrayList<byte[]>();
        var matcher = BLOCK.matcher(pem);
        while (matcher.find()) {
            if (matcher.group(1).equals(label)) {
                try {
                    found.add(Base64.getMimeDecoder().decode(matcher.group(2)));
                } catch (IllegalArgumentException e) {
                    throw new IOException("A PEM block " + label + " is no Base64");
                }
            }
        }
        return found;
    }

    /** At least one certificate. */
    static List<X509Certificate> certificates(String pem) throws IOException {
        var certificates = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (var block : blocks(pem, "CERTIFICATE")) {
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block)));
            }
        } catch (CertificateException e) {
            throw new IOException("A certificate cannot be read: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new IOException("There is no certificate in PEM, BEGIN CERTIFICATE");
        }
        return certificates;
    }

    /** The key that belongs to a certificate. */
    static PrivateKey privateKey(String pem, PublicKey certified) throws IOException {
        var blocks = blocks(pem, "PRIVATE KEY");
        if (blocks.isEmpty()) {
            throw new IOException(
                    pem.contains("PRIVATE KEY")
                            ? "The private key has a form that is not read; openssl pkcs8 -topk8 -nocrypt makes BEGIN PRIVATE KEY of it"
                            : "There is no private key in PEM, BEGIN PRIVATE KEY");
        }
        try {
            var key = KeyFactory.getInstance(certified.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(blocks.get(0)));
            if (KeyPairs.belongTogether(certified, key)) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            // Another kind of key than the certificate has: said below, without what the key holds.
        }
        throw new IOException("The private key does not belong to the certificate");
    }
}
