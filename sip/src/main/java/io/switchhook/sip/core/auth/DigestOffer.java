package io.switchhook.sip.core.auth;

import io.switchhook.sip.message.header.Challenge;
import java.util.Optional;

/** A challenge that we can answer. */
record DigestOffer(
        DigestAlgorithm algorithm,
        String realm,
        String nonce,
        Optional<String> opaque,
        Optional<Qop> qop,
        boolean stale) {

    static final String SCHEME = "Digest";

    /** Empty when the scheme, the algorithm or every qop is unknown to us: such a challenge is passed over (RFC 8760 §2.4). */
    static Optional<DigestOffer> of(Challenge challenge) {
        var parameters = challenge.parameters();
        var realm = parameters.get("realm");
        var nonce = parameters.get("nonce");
        var algorithm = DigestAlgorithm.of(parameters.get("algorithm").orElse(DigestAlgorithm.MD5.token()));
        var offered = parameters.get("qop");
        var qop = offered.flatMap(DigestOffer::choose);
        if (!challenge.scheme().equalsIgnoreCase(SCHEME)
                || realm.isEmpty()
                || nonce.isEmpty()
                || algorithm.isEmpty()
                || offered.isPresent() && qop.isEmpty()) {
            return Optional.empty();
        }
        boolean stale = parameters.get("stale").filter("true"::equalsIgnoreCase).isPresent();
        return Optional.of(
                new DigestOffer(algorithm.get(), realm.get(), nonce.get(), parameters.get("opaque"), qop, stale));
    }

    /** Plain auth when there is a choice: boxes on the way change bodies, and auth-int fails then. */
    private static Optional<Qop> choose(String offered) {
        Optional<Qop> chosen = Optional.empty();
        for (var token : offered.split(",")) {
            var qop = Qop.of(token);
            if (qop.isPresent() && (chosen.isEmpty() || qop.get() == Qop.AUTH)) {
                chosen = qop;
            }
        }
        return chosen;
    }
}
