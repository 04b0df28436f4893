package io.switchhook.testkit;

import io.switchhook.base.net.TlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A certificate with its key for tests with real sockets, made by the keytool of the Java that runs them; takes a second or so. */
public final class TestCertificate {
    private static final String SECRET = "changeit";

    private final List<X509Certificate> chain;
    private final String key;

    private TestCertificate(List<X509Certificate> chain, String key) {
        this.chain = chain;
        this.key = key;
    }

    /** Signed by itself, valid now; each name as keytool writes it, {@code dns:example.com}. */
    public static TestCertificate of(String... names) {
        return make("CN=Switchhook test", List.of(), names);
    }

    /** Without a subjectAltName. */
    public static TestCertificate ofCommonName(String name) {
        return make("CN=" + name, List.of());
    }

    /** It was valid the day before yesterday. */
    public static TestCertificate expired(String... names) {
        return make("CN=Switchhook test", List.of("-startdate", "-3d", "-validity", "1"), names);
    }

    private static TestCertificate make(String subject, List<String> more, String... names) {
        return inFolder(folder -> {
            var store = folder.resolve("own.p12");
            var arguments = generating(store, subject);
            arguments.addAll(more);
            if (names.length > 0) {
                arguments.addAll(List.of("-ext", "SAN=" + String.join(",", names)));
            }
            keytool(arguments);
            return read(store);
        });
    }

    /** Signed by an authority of its own, which {@link #anchor} is. */
    public static TestCertificate signed(String... names) {
        return inFolder(folder -> {
            var authority = folder.resolve("ca.p12");
            var making = generating(authority, "CN=Switchhook test authority");
            making.addAll(List.of("-ext", "bc:c"));
            keytool(making);
            var own = folder.resolve("own.p12");
            keytool(generating(own, "CN=Switchhook test"));
            var request = folder.resolve("request").toString();
            var answer = folder.resolve("answer").toString();
            var anchor = folder.resolve("anchor").toString();
            keytool(on(own, "-certreq", "-file", request));
            keytool(on(authority, "-exportcert", "-rfc", "-file", anchor));
            keytool(on(
                    authority,
                    "-gencert",
                    "-rfc",
                    "-infile",
                    request,
                    "-outfile",
                    answer,
                    "-ext",
                    "SAN=" + String.join(",", names)));
            keytool(List.of(
                    "-importcert",
                    "-noprompt",
                    "-alias",
                    "authority",
                    "-keystore",
                    own.toString(),
                    "-storepass",
                    SECRET,
                    "-file",
                    anchor));
            keytool(on(own, "-importcert", "-noprompt", "-file", answer));
            return read(own);
        });
    }

    private static List<String> generating(Path store, String subject) {
        var arguments = new ArrayList<>(on(store, "-genkeypair"));
        arguments.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-dname", subject));
        return arguments;
    }

    private static List<String> on(Path store, String... command) {
        var arguments = new ArrayList<>(List.of(command));
        arguments.addAll(
                List.of("-alias", "own", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", SECRET));
        return arguments;
    }

    private interface Making {
        TestCertificate in(Path folder) throws IOException, GeneralSecurityException, InterruptedException;
    }

    private static TestCertificate inFolder(Making making) {
        try {
            var folder = Files.createTempDirectory("certificate");
            try {
                return making.in(folder);
            } finally {
                try (var files = Files.list(folder)) {
                    for (var file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    private static TestCertificate read(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, SECRET.toCharArray());
        }
        var chain = Arrays.stream(store.getCertificateChain("own"))
                .map(X509Certificate.class::cast)
                .toList();
        var key = store.getKey("own", SECRET.toCharArray());
        return new TestCertificate(chain, pem("PRIVATE KEY", key.getEncoded()));
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
