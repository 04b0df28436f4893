package io.switchhook.sip.core.auth;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.Credentials;
import java.util.HexFormat;

/** A nonce that a client answers, and how often it has done so. */
final class NonceInUse {
    private final DigestOffer offer;
    private final Login login;
    private final String ha1;
    private final String sessionClientNonce;
    private int count;

    NonceInUse(DigestOffer offer, Login login, String ha1, String sessionClientNonce) {
        this.offer = offer;
        this.login = login;
        this.ha1 = ha1;
        this.sessionClientNonce = sessionClientNonce;
    }

    /** The same login with another nonce. */
    NonceInUse renewed(String nonce, String newSessionClientNonce) {
        var next = new DigestOffer(
                offer.algorithm(), offer.realm(), nonce, offer.opaque(), offer.qop(), false, offer.hashesUser());
        return new NonceInUse(next, login, ha1, newSessionClientNonce);
    }

    /** @param proof what the credentials were made of, by which the server's own proof is checked */
    record Answer(Credentials credentials, DigestProof proof) {}

    /** Credentials with the next nonce count (RFC 7616 §3.4). */
    Answer answer(SipRequest request, String freshClientNonce) {
        count++;
        var proof = new DigestProof(
                offer.algorithm(),
                offer.realm(),
                offer.nonce(),
                offer.qop(),
                HexFormat.of().toHexDigits(count),
                // A session key is made once, of the first client nonce; servers that make it each time agree only if
                // it stays.
                offer.algorithm().isSession() ? sessionClientNonce : freshClientNonce,
                request.uri().toString());
        var response = proof.response(ha1, request.method().name(), request.body());
        if (!offer.hashesUser()) {
            return new Answer(
                    new Credentials(DigestOffer.SCHEME, proof.parameters(login.user(), response, offer.opaque())),
                    proof);
        }
        // RFC 7616 §3.4.4.
        var hashed = offer.algorithm().hash(login.user() + ':' + offer.realm());
        return new Answer(
                new Credentials(
                        DigestOffer.SCHEME,
                        proof.parameters(hashed, response, offer.opaque()).with("userhash", "true")),
                proof);
    }

    /** Whether the server knows the secret: its proof for this answer of ours, over its own body. */
    boolean isProof(DigestProof answered, String given, byte[] body) {
        return answered.serverResponse(ha1, body).equalsIgnoreCase(given.strip());
    }
}
