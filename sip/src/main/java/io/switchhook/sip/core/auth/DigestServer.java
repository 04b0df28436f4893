package io.switchhook.sip.core.auth;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.core.auth.Verdict.Accepted;
import io.switchhook.sip.core.auth.Verdict.Challenged;
import io.switchhook.sip.core.auth.Verdict.Reason;
import io.switchhook.sip.core.auth.Verdict.Refused;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.Challenge;
import io.switchhook.sip.message.header.Credentials;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks for credentials and checks them. A challenge costs no memory; what is remembered are counts of nonces that were used with the right password. Known and unknown
 * users cost the same work and get the same answer. Used on one loop.
 *
 * <p>The {@code uri} in the credentials need not be the Request-URI, as RFC 8760 §2.6 (6) allows: it has to be one of the same host, or of the realm. Clients keep old
 * credentials after a redirect, and proxies change the user. The digest is computed over the {@code uri} as written.
 *
 * <p>A nonce used again with a count it was used with, as those clients also do, gets a fresh challenge with {@code stale=true}; {@link #onReturned} knows an exception.
 */
public final class DigestServer {
    private static final int DUMMY_LENGTH = 16;
    private static final int COUNT_DIGITS = 8;

    private final SecretStore secrets;
    private final Nonces nonces;
    private final Secret dummy;

    /**
     * @param nonceLifetime how long a nonce may be used, from its challenge on
     * @param maxNonces how many nonces in use are remembered; see {@link #DigestServer(SecretStore, Randomness)} for usual values
     */
    public DigestServer(SecretStore secrets, Duration nonceLifetime, int maxNonces, Randomness random) {
        if (maxNonces < 1 || nonceLifetime.isNegative() || nonceLifetime.isZero()) {
            throw new IllegalArgumentException("lifetime and number of nonces must be more than zero");
        }
        this.secrets = secrets;
        this.nonces = new Nonces(nonceLifetime.toNanos(), maxNonces, random);
        this.dummy = Secret.ofPassword(random.nextToken(DUMMY_LENGTH));
    }

    /** Nonces live for five minutes, and 20,000 of them are remembered, about 5 MB. */
    public DigestServer(SecretStore secrets, Randomness random) {
        this(secrets, Duration.ofMinutes(5), 20_000, random);
    }

    /** Judges a request. Not for ACK and CANCEL, which cannot be challenged (RFC 3261 §22.1). */
    public Verdict onRequest(SipRequest request, DigestDemand demand, long nowNanos) {
        return onRequest(request, demand, false, nowNanos);
    }

    /**
     * As {@link #onRequest}, for a request that has been here before and comes back with another Request-URI, a spiral (RFC 3261 §6): its credentials are good again, if the last
     * use of their nonce was by the same Call-ID, From tag and CSeq. Whoever has them could have made the request, so that this is for requests from elements that are trusted
     * alone.
     */
    public Verdict onReturned(SipRequest request, DigestDemand demand, long nowNanos) {
        return onRequest(request, demand, true, nowNanos);
    }

    private Verdict onRequest(SipRequest request, DigestDemand demand, boolean returned, long nowNanos) {
        for (var one : demand.role().credentials(request)) {
            if (isForUs(one, demand)) {
                return judge(request, one.parameters(), demand, returned, nowNanos);
            }
        }
        return challenge(demand, false, nowNanos);
    }

    private static boolean isForUs(Credentials credentials, DigestDemand demand) {
        return credentials.scheme().equalsIgnoreCase(DigestOffer.SCHEME)
                && credentials
                        .parameters()
                        .get("realm")
                        .filter(demand.realm()::equals)
                        .isPresent();
    }

    private Verdict judge(SipRequest request, Parameters given, DigestDemand demand, boolean returned, long nowNanos) {
        var algorithm = DigestAlgorithm.of(given.get("algorithm").orElse(DigestAlgorithm.MD5.token()));
        if (algorithm.isEmpty() || !demand.algorithms().contains(algorithm.get())) {
            return challenge(demand, false, nowNanos);
        }
        var user = userIn(given, algorithm.get(), demand.realm());
        var proof = proof(given, algorithm.get(), demand.realm());
        var response = given.get("response");
        if (user.isEmpty() || proof.isEmpty() || response.isEmpty()) {
            return refuse(Reason.MALFORMED, user, demand, nowNanos);
        }
        if (demand.integrity() && !proof.get().qop().equals(Optional.of(Qop.AUTH_INT))) {
            // RFC 7616 §3.3: what was not offered is not taken.
            return challenge(demand, false, nowNanos);
        }
        if (!isSameServer(request.uri(), proof.get().uri(), demand.realm())) {
            return refuse(Reason.OTHER_URI, user, demand, nowNanos);
        }
        var ha1 = ha1IfRight(request, user, proof.get(), response.get());
        if (ha1.isEmpty()) {
            return refuse(Reason.WRONG, user, demand, nowNanos);
        }
        var count = proof.get().qop().isPresent()
                ? OptionalLong.of(Long.parseLong(proof.get().nonceCount(), 16))
                : OptionalLong.empty();
        var use = new Nonces.Claim(count, nameOf(request), returned);
        return nonces.use(proof.get().nonce(), demand.realm(), use, nowNanos)
                ? new Accepted(
                        user,
                        proof.filter(with -> with.qop().isPresent())
                                .map(with -> new AuthenticationInfo(with, ha1.get(), nonces)))
                : challenge(demand, true, nowNanos);
    }

    /** Short, since very many are kept: it tells requests of one user apart, who could prove any of them. */
    private static long nameOf(SipRequest request) {
        long name = request.callId().hashCode();
        name = 31 * name + request.from().tag().orElse("").hashCode();
        return 31 * name + request.cseq().number();
    }

    /** Empty when there is none, or one too many; a hashed name that nobody has stays as it is, and is as wrong as any other. */
    private String userIn(Parameters given, DigestAlgorithm algorithm, String realm) {
        var written = given.get("username").orElse("");
        if (given.has("username*")) {
            return written.isEmpty()
                    ? ExtendedValue.decode(given.get("username*").orElse(""))
                    : "";
        }
        boolean hashed = given.get("userhash").filter("true"::equalsIgnoreCase).isPresent();
        return hashed
                ? secrets.userOfHash(algorithm, written.toLowerCase(Locale.ROOT), realm)
                        .orElse(written)
                : written;
    }

    /** Empty when something is missing or unreadable. */
    private static Optional<DigestProof> proof(Parameters given, DigestAlgorithm algorithm, String realm) {
        var nonce = given.get("nonce");
        var uri = given.get("uri");
        var qop = given.get("qop").flatMap(Qop::of);
        var count = given.get("nc").orElse("");
        var clientNonce = given.get("cnonce").orElse("");
        boolean complete = qop.isPresent() ? isCount(count) && !clientNonce.isEmpty() : !given.has("qop");
        return nonce.isPresent() && uri.isPresent() && complete
                ? Optional.of(new DigestProof(algorithm, realm, nonce.get(), qop, count, clientNonce, uri.get()))
                : Optional.empty();
    }

    private static boolean isCount(String text) {
        if (text.length() != COUNT_DIGITS) {
            return false;
        }
        for (int i = 0; i < COUNT_DIGITS; i++) {
            char c = text.charAt(i);
            if (c >= 128 || Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private Optional<String> ha1IfRight(SipRequest request, String user, DigestProof proof, String response) {
        var found = secrets.find(user, proof.realm());
        // The same work is done for a user who does not exist.
        var ha1 = found.orElse(dummy).ha1(proof.algorithm(), user, proof.realm());
        var expected = proof.response(ha1.orElse(""), request.method().name(), request.body());
        boolean equal = MessageDigest.isEqual(bytes(expected), bytes(response.toLowerCase(Locale.ROOT)));
        return equal & found.isPresent() & ha1.isPresent() ? ha1 : Optional.empty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isSameServer(Uri requestUri, String digestUri, String realm) {
        if (requestUri.toString().equals(digestUri)) {
            return true;
        }
        try {
            return requestUri instanceof SipUri ours
                    && Uri.parse(digestUri) instanceof SipUri theirs
                    && (theirs.host().equalsIgnoreCase(ours.host())
                            || theirs.host().equalsIgnoreCase(realm));
        } catch (MalformedException e) {
            return false;
        }
    }

    private Refused refuse(Reason reason, String user, DigestDemand demand, long nowNanos) {
        return new Refused(reason, user, challenge(demand, false, nowNanos));
    }

    private Challenged challenge(DigestDemand demand, boolean stale, long nowNanos) {
        var nonce = nonces.issue(demand.realm(), nowNanos);
        var challenges = new ArrayList<Challenge>();
        for (var algorithm : demand.algorithms()) {
            var parameters = Parameters.EMPTY
                    .withQuoted("realm", demand.realm())
                    .withQuoted("nonce", nonce)
                    .with("algorithm", algorithm.token())
                    .withQuoted("qop", (demand.integrity() ? Qop.AUTH_INT : Qop.AUTH).token());
            if (demand.userHash()) {
                parameters = parameters.with("userhash", "true");
            }
            challenges.add(new Challenge(DigestOffer.SCHEME, stale ? parameters.with("stale", "true") : parameters));
        }
        return new Challenged(demand.role(), challenges, stale);
    }
}
