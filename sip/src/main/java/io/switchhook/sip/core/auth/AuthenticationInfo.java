package io.switchhook.sip.core.auth;

import io.switchhook.sip.message.header.AuthenticationInfoHeader;
import io.switchhook.sip.message.header.ProxyAuthenticationInfoHeader;
import io.switchhook.sip.message.uri.Parameters;

/**
 * What a server may tell whoever it has let in: its own proof that it knows the secret, and the nonce to use next when the one used gets old (RFC 7616 §3.5, RFC 3261 §20.6).
 * Nothing is computed before it is asked for; then it costs one more response digest. Used on the loop of its {@link DigestServer}.
 */
public final class AuthenticationInfo {
    private final DigestProof proof;
    private final String ha1;
    private final Nonces nonces;

    AuthenticationInfo(DigestProof proof, String ha1, Nonces nonces) {
        this.proof = proof;
        this.ha1 = ha1;
        this.nonces = nonces;
    }

    /**
     * The header for a 2xx.
     *
     * @param body that of the response, which the proof covers when the client asked for {@code auth-int}
     */
    public AuthenticationInfoHeader header(byte[] body, long nowNanos) {
        var parameters = Parameters.EMPTY
                .with("qop", proof.qop().orElseThrow().token())
                .withQuoted("rspauth", proof.serverResponse(ha1, body))
                .withQuoted("cnonce", proof.clientNonce())
                .with("nc", proof.nonceCount());
        if (nonces.isGettingOld(proof.nonce(), nowNanos)) {
            parameters = parameters.withQuoted("nextnonce", nonces.issue(proof.realm(), nowNanos));
        }
        return new AuthenticationInfoHeader(parameters);
    }

    /** The same as a proxy says it, in a 2xx that it passes on. */
    public ProxyAuthenticationInfoHeader proxyHeader(byte[] body, long nowNanos) {
        return new ProxyAuthenticationInfoHeader(header(body, nowNanos).parameters());
    }
}
