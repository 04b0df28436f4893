package io.switchhook.testkit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Digest access authentication as a scripted server or client needs it (RFC 7616, RFC 8760): one challenge with
 * {@code qop="auth"}.
 *
 * @param algorithm {@code MD5}, {@code SHA-256} or {@code SHA-512-256}
 */
public record PeerDigest(String realm, String nonce, String algorithm) {

    /** The value of WWW-Authenticate. */
    public String challenge() {
        return "Digest realm=\"" + realm + "\", nonce=\"" + nonce + "\", algorithm=" + algorithm + ", qop=\"auth\"";
    }

    /** Whether the request carries credentials that are right for this challenge and secret. */
    public boolean accepts(WireMessage request, String secret) {
        var credentials = request.header("Authorization").or(() -> request.header("Proxy-Authorization"));
        if (credentials.isEmpty() || !credentials.get().startsWith("Digest ")) {
            return false;
        }
        var value = credentials.get();
        boolean mine = field(value, "realm").equals(realm)
                && field(value, "nonce").equals(nonce)
                && field(value, "qop").equals("auth")
                && field(value, "nc").matches("[0-9a-f]{8}")
                && field(value, "uri").equals(request.requestUri());
        var expected = response(
                request.method(),
                field(value, "username"),
                secret,
                field(value, "uri"),
                field(value, "nc"),
                field(value, "cnonce"));
        return mine && expected.equals(field(value, "response"));
    }

    /** Adds credentials that answer the challenge of a 401 or 407. */
    static void authorize(
            Draft draft, WireMessage request, WireMessage challenged, String user, String secret, String cnonce) {
        boolean proxy = challenged.status() == 407;
        var challenge = challenged
                .header(proxy ? "Proxy-Authenticate" : "WWW-Authenticate")
                .orElseThrow(() -> new AssertionError("No challenge in " + challenged.startLine()));
        var algorithm = Optional.of(field(challenge, "algorithm")).filter(name -> !name.isEmpty());
        var digest = new PeerDigest(field(challenge, "realm"), field(challenge, "nonce"), algorithm.orElse("MD5"));
        var nc = "00000001";
        var uri = request.requestUri();
        var opaque = field(challenge, "opaque");
        draft.replace(
                proxy ? "Proxy-Authorization" : "Authorization",
                "Digest username=\"" + user + "\", realm=\"" + digest.realm + "\", nonce=\"" + digest.nonce
                        + "\", uri=\"" + uri + "\", response=\""
                        + digest.response(request.method(), user, secret, uri, nc, cnonce) + "\", algorithm="
                        + digest.algorithm + ", cnonce=\"" + cnonce + "\", qop=auth, nc=" + nc
                        + (opaque.isEmpty() ? "" : ", opaque=\"" + opaque + "\""));
    }

    private String response(String method, String user, String secret, String uri, String nc, String cnonce) {
        var a1 = hash(user + ":" + realm + ":" + secret);
        var a2 = hash(method + ":" + uri);
        return hash(a1 + ":" + nonce + ":" + nc + ":" + cnonce + ":auth:" + a2);
    }

    private String hash(String text) {
        var name = algorithm.equals("SHA-512-256") ? "SHA-512/256" : algorithm;
        try {
            var digest = MessageDigest.getInstance(name).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("Expected MD5, SHA-256 or SHA-512-256: " + algorithm, e);
        }
    }

    /** A field of credentials or a challenge; "" when there is none. */
    private static String field(String value, String name) {
        for (var part : Texts.splitList(value.substring(value.indexOf(' ') + 1))) {
            int equals = part.indexOf('=');
            if (equals > 0 && part.substring(0, equals).trim().equalsIgnoreCase(name)) {
                return Texts.unquoted(part.substring(equals + 1).trim());
            }
        }
        return "";
    }
}
