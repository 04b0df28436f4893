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
        String ha1 = md5(user + ":" + realm + ":" + secret);
        String ha2 = md5(method + ":" + uri);
        String response = md5(ha1 + ":" + nonce + ":00000001:" + CNONCE + ":auth:" + ha2);
        return "Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\"" + nonce + "\", uri=\"" + uri
                + "\", response=\"" + response + "\", algorithm=MD5, cnonce=\"" + CNONCE + "\", qop=auth, nc=00000001";
    }

    private static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has MD5", e);
        }
    }
}
