package io.switchhook.systemtests.interop;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Credentials as RFC 7616 §3.4.1 computes them, written here a second time so that the tests do not ask the code under test. */
final class Digest {
    private static final String CNONCE = "0a4f113b";

    private Digest() {}

    /** The value of an Authorization header: MD5, qop=auth, first use of the nonce. */
    static String credentials(String user, String realm, String secret, String method, String uri, String nonce) {
        return credentials("MD5", user, realm, secret, method, uri, nonce);
    }

    /** As above with {@code MD5} or {@code SHA-256}. */
    static String credentials(
            String algorithm, String user, String realm, String secret, String method, String uri, String nonce) {
        String ha1 = hash(algorithm, user + ":" + realm + ":" + secret);
        String ha2 = hash(algorithm, method + ":" + uri);
        String response = hash(algorithm, ha1 + ":" + nonce + ":00000001:" + CNONCE + ":auth:" + ha2);
        return "Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\"" + nonce + "\", uri=\"" + uri
                + "\", response=\"" + response + "\", algorithm=" + algorithm + ", cnonce=\"" + CNONCE
                + "\", qop=auth, nc=00000001";
    }

    private static String hash(String algorithm, String text) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has " + algorithm, e);
        }
    }
}
