package io.switchhook.testkit;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.TlsIdentity;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;

/** A certificate with its key for tests with real sockets, on the curve P-256. Those that are not {@link #expired} are valid until 2049. */
public final class TestCertificate {
    private static final String SUBJECT = "CN=Switchhook test";
    private static final String LONG_AGO = "200101000000Z";
    private static final String THE_DAY_AFTER = "200102000000Z";
    private static final String LAST = "491231235959Z";

    private final List<X509Certificate> chain;
    private final String key;

    private TestCertificate(List<X509Certificate> chain, PrivateKey key) {
        this.chain = chain;
        this.key = pem("PRIVATE KEY", key.getEncoded());
    }

    /** Signed by itself, valid now; each name with its kind: {@code dns:example.com}, {@code uri:sip:example.com}, {@code ip:192.0.2.1}. */
    public static TestCertificate of(String... names) {
        return selfSigned(new Form(SUBJECT, LAST, List.of(names), List.of(), false));
    }

    /** Without a subjectAltName. */
    public static TestCertificate ofCommonName(String name) {
        return selfSigned(new Form("CN=" + name, LAST, List.of(), List.of(), false));
    }

    /** It was valid for a day, years ago. */
    public static TestCertificate expired(String... names) {
        return selfSigned(new Form(SUBJECT, THE_DAY_AFTER, List.of(names), List.of(), false));
    }

    /** Signed by an authority of its own, which {@link #anchor} is. */
    public static TestCertificate signed(String... names) {
        return signedFor(List.of(), names);
    }

    /**
     * As {@link #signed}, for these uses alone.
     *
     * @param usages object identifiers of extended key usages; none for any use
     */
    public static TestCertificate signedFor(List<String> usages, String... names) {
        var authority = new Form(SUBJECT + " authority", LAST, List.of(), List.of(), true);
        var own = new Form(SUBJECT, LAST, List.of(names), usages, false);
        try {
            var root = keys();
            var keys = keys();
            var certificate = own.signed(keys, authority.subject(), root);
            return new TestCertificate(
                    List.of(certificate, authority.signed(root, authority.subject(), root)), keys.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TestCertificate selfSigned(Form form) {
        try {
            var keys = keys();
            return new TestCertificate(List.of(form.signed(keys, form.subject(), keys)), keys.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** What a certificate says (RFC 5280 §4.1). */
    private record Form(String subject, String until, List<String> names, List<String> usages, boolean authority) {

        X509Certificate signed(KeyPair keys, String issuer, KeyPair by) throws GeneralSecurityException {
            var algorithm = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
            var encodedKey = keys.getPublic().getEncoded();
            var content = Der.sequence(
                    Der.explicit(0, Der.integer(BigInteger.TWO)),
                    Der.integer(new BigInteger(
                            1,
                            Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(encodedKey), 16))),
                    algorithm,
                    new X500Principal(issuer).getEncoded(),
                    Der.sequence(Der.time(LONG_AGO), Der.time(until)),
                    new X500Principal(subject).getEncoded(),
                    encodedKey,
                    Der.explicit(3, Der.sequence(extensions())));
            var signing = Signature.getInstance("SHA256withECDSA");
            signing.initSign(by.getPrivate());
            signing.update(content);
            var whole = Der.sequence(content, algorithm, Der.bits(signing.sign()));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        }

        private byte[][] extensions() {
            var all = new ArrayList<byte[]>();
            all.add(Der.sequence(
                    Der.oid("2.5.29.19"), Der.yes(), Der.octets(authority ? Der.sequence(Der.yes()) : Der.sequence())));
            if (!names.isEmpty()) {
                var encoded = names.stream().map(Form::name).toArray(byte[][]::new);
                all.add(Der.sequence(Der.oid("2.5.29.17"), Der.octets(Der.sequence(encoded))));
            }
            if (!usages.isEmpty()) {
                var encoded = usages.stream().map(Der::oid).toArray(byte[][]::new);
                all.add(Der.sequence(Der.oid("2.5.29.37"), Der.octets(Der.sequence(encoded))));
            }
            return all.toArray(byte[][]::new);
        }

        private static byte[] name(String text) {
            var value = text.substring(text.indexOf(':') + 1);
            return switch (text.substring(0, text.indexOf(':'))) {
                case "dns" -> Der.implicit(2, value.getBytes(StandardCharsets.US_ASCII));
                case "uri" -> Der.implicit(6, value.getBytes(StandardCharsets.US_ASCII));
                case "ip" ->
                    Der.implicit(7, IpLiteral.parse(value).orElseThrow().getAddress());
                default -> throw new IllegalArgumentException("\"" + text + "\" is no name; write dns:, uri: or ip:");
            };
        }
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                + label + "-----\n";
    }

    private static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Our own, the first of the chain. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Ours and those that signed it, in PEM. */
    public String chainPem() {
        return chain.stream().map(TestCertificate::pem).collect(Collectors.joining());
    }

    /** The private key, in PEM. */
    public String keyPem() {
        return key;
    }

    /** For those who have it. */
    public TlsIdentity identity() {
        return TlsIdentity.pem(chainPem(), key);
    }

    /** The last of the chain, in PEM. */
    public String anchor() {
        return pem(chain.get(chain.size() - 1));
    }

    /** SHA-256 over our own. */
    public String fingerprint() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(certificate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
