package io.switchhook.cli.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Reads certificates and keys; what is in them is looked at where they are used. */
public final class PemFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";

    private PemFile() {}

    /** As {@link #read}, of each file. */
    public static String[] readAll(String option, List<Path> files) throws CommandEnd {
        var texts = new String[files.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = read(option, files.get(i));
        }
        return texts;
    }

    /** As {@link #read}, with a certificate in it. */
    public static String readCertificate(String option, Path file) throws CommandEnd {
        var text = read(option, file);
        if (!text.contains("-----BEGIN CERTIFICATE-----")) {
            throw CommandEnd.usage(
                    option + ": " + file + " holds no certificate, -----BEGIN CERTIFICATE-----; is it the key?");
        }
        return text;
    }

    /** As {@link #read}, with a private key in it in the one form that is read. */
    public static String readKey(String option, Path file) throws CommandEnd {
        var text = read(option, file);
        if (!text.contains(BEGIN_KEY)) {
            throw CommandEnd.usage(option + ": " + file + " holds no key in PKCS #8 without a password, " + BEGIN_KEY
                    + "; make one of it with: openssl pkcs8 -topk8 -nocrypt -in " + file + " -out NEW");
        }
        return text;
    }

    /** Whether the key is that of the first certificate. What cannot be read is left to whoever uses it. */
    public static boolean belongTogether(String certificate, String key) {
        try {
            var first = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificate
                            .substring(certificate.indexOf("-----BEGIN CERTIFICATE-----"))
                            .getBytes(StandardCharsets.ISO_8859_1)));
            var algorithm = first.getPublicKey().getAlgorithm();
            var secret = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(decoded(key)));
            var signature = Signature.getInstance(
                    switch (algorithm) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> algorithm;
                    });
            signature.initSign(secret);
            var proof = signature.sign();
            signature.initVerify(first.getPublicKey());
            return signature.verify(proof);
        } catch (InvalidKeySpecException e) {
            return false; // A key of another kind.
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return true;
        }
    }

    private static byte[] decoded(String key) {
        int start = key.indexOf(BEGIN_KEY) + BEGIN_KEY.length();
        int end = key.indexOf("-----END", start);
        return Base64.getMimeDecoder().decode(key.substring(start, Math.max(start, end)));
    }

    /** @throws CommandEnd when the file cannot be read or is none; what it holds is never repeated */
    static String read(String option, Path file) throws CommandEnd {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw CommandEnd.usage(option + ": " + file + " is too large for a PEM file");
            }
            // Comments around the blocks may be in any encoding.
            var text = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (!text.contains("-----BEGIN ")) {
                throw CommandEnd.usage(option + ": " + file + " is no PEM file; it has no line -----BEGIN ...-----");
            }
            return text;
        } catch (IOException e) {
            throw CommandEnd.usage(option + ": " + file + " cannot be read: " + FileTrouble.reason(e));
        }
    }
}
