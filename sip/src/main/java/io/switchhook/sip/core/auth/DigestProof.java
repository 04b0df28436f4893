package io.switchhook.sip.core.auth;

import io.switchhook.sip.message.uri.Parameters;
import java.util.Optional;

/**
 * What a digest is made of, but for the secret (RFC 7616 §3.4).
 *
 * @param qop empty for the form of RFC 2069, which has neither nonce count nor client nonce
 * @param nonceCount eight hexadecimal digits, as on the wire
 */
record DigestProof(
        DigestAlgorithm algorithm,
        String realm,
        String nonce,
        Optional<Qop> qop,
        String nonceCount,
        String clientNonce,
        String uri) {

    /** What the server proves that it knows the secret by: the same without a method, over its own body (RFC 7616 §3.5). */
    String serverResponse(String ha1, byte[] body) {
        return response(ha1, "", body);
    }

    /** Whether what a server says is about this answer: it repeats our nonce and its count (RFC 7616 §3.5). */
    boolean isNamedIn(Parameters info) {
        return info.get("cnonce").filter(clientNonce::equals).isPresent()
                && info.get("nc").filter(nonceCount::equalsIgnoreCase).isPresent();
    }

    /** The response, RFC 7616 §3.4.1 to §3.4.3. */
    String response(String ha1, String method, byte[] body) {
        var secret = algorithm.isSession() ? algorithm.hash(ha1 + ':' + nonce + ':' + clientNonce) : ha1;
        var request = method + ':' + uri;
        if (qop.isPresent() && qop.get() == Qop.AUTH_INT) {
            request += ':' + algorithm.hash(body);
        }
        var ha2 = algorithm.hash(request);
        return qop.isPresent()
                ? algorithm.hash(String.join(
                        ":", secret, nonce, nonceCount, clientNonce, qop.get().token(), ha2))
                : algorithm.hash(String.join(":", secret, nonce, ha2));
    }

    /** The parameters of credentials; which are quoted is RFC 3261 §25.1. */
    Parameters parameters(String user, String response, Optional<String> opaque) {
        var parameters = Parameters.EMPTY
                .withQuoted("username", user)
                .withQuoted("realm", realm)
                .withQuoted("nonce", nonce)
                .withQuoted("uri", uri)
                .withQuoted("response", response)
                .with("algorithm", algorithm.token());
        if (qop.isPresent() || algorithm.isSession()) {
            parameters = parameters.withQuoted("cnonce", clientNonce);
        }
        if (qop.isPresent()) {
            parameters = parameters.with("qop", qop.get().token()).with("nc", nonceCount);
        }
        return opaque.isPresent() ? parameters.withQuoted("opaque", opaque.get()) : parameters;
    }
}
