package io.switchhook.sip.core.auth;

import java.util.HashSet;
import java.util.List;

/**
 * What a server asks for; may differ from request to request.
 *
 * @param algorithms what is offered, the most preferred first (RFC 8760 §2.3); one challenge is written for each. Some phones know MD5 alone, and some fail on a
 *     second challenge.
 * @param integrity whether the body must be covered (auth-int): what a box on the way has changed is refused
 * @param userHash whether clients are asked to hash the user's name (RFC 7616 §3.4.4); those who do not know how send it as it is
 */
public record DigestDemand(
        AuthRole role, String realm, List<DigestAlgorithm> algorithms, boolean integrity, boolean userHash) {

    /** Asks for plain auth, and for the user's name as it is. */
    public DigestDemand(AuthRole role, String realm, List<DigestAlgorithm> algorithms) {
        this(role, realm, algorithms, false, false);
    }

    public DigestDemand {
        algorithms = List.copyOf(algorithms);
        if (algorithms.isEmpty() || algorithms.size() > 1 && new HashSet<>(algorithms).size() != algorithms.size()) {
            throw new IllegalArgumentException("one or more different algorithms must be offered, not " + algorithms);
        }
    }
}
