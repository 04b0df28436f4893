package io.switchhook.sip.core.auth;

import io.switchhook.sip.message.header.Challenge;
import io.switchhook.sip.message.uri.Parameters;
import java.util.Optional;

/** A challenge that we can answer. */
record DigestOffer(
        DigestAlgorithm algorithm,
        String realm,
        String nonce,
        Optional<String> opaque,
        Optional<Qop> qop,
        boolean stale,
        boolean hashesUser) {

    static final String SCHEME = "Digest";

    /** Empty when the scheme, the algorithm or every qop is unknown to us: such a challenge is passed over (RFC 8760 §2.4). */
    static Optional<DigestOffer> of(Challenge challenge, boolean integrity) {
        var parameters = challenge.parameters();
        var realm = parameters.get("realm");
        var nonce = parameters.get("nonce");
        var algorithm = DigestAlgorithm.of(parameters.get("algorithm").orElse(DigestAlgorithm.MD5.token()));
        var offered = parameters.get("qop");
        var qop = offered.flatMap(text -> choose(text, integrity ? Qop.AUTH_INT : Qop.AUTH));
        if (!challenge.scheme().equalsIgnoreCase(SCHEME)
                || realm.isEmpty()
                || nonce.isEmpty()
                || algorithm.isEmpty()
                || offered.isPresent() && qop.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DigestOffer(
                algorithm.get(),
                realm.get(),
                nonce.get(),
                parameters.get("opaque"),
                qop,
                isTrue(parameters, "stale"),
                isTrue(parameters, "userhash")));
    }

    private static boolean isTrue(Parameters parameters, String name) {
        return parameters.get(name).filter("true"::equalsIgnoreCase).isPresent();
    }

    private static Optional<Qop> choose(String offered, Qop preferred) {
        Optional<Qop> chosen = Optional.empty();
        for (var token : offered.split(",")) {
            var qop = Qop.of(token);
            if (qop.isPresent() && (chosen.isEmpty() || qop.get() == preferred)) {
                chosen = qop;
            }
        }
        return chosen;
    }
}
