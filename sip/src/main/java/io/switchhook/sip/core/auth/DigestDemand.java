package io.switchhook.sip.core.auth;

import java.util.List;

/**
 * What a server asks for; may differ from request to request.
 *
 * @param algorithms what is offered, the most preferred first (RFC 8760 §2.3); one challenge is written for each. Some phones know MD5 alone, and some fail on a
 *     second challenge.
 */
public record DigestDemand(AuthRole role, String realm, List<DigestAlgorithm> algorithms) {

    public DigestDemand {
        algorithms = List.copyOf(algorithms);
        if (algorithms.isEmpty() || algorithms.stream().distinct().count() != algorithms.size()) {
            throw new IllegalArgumentException("one or more different algorithms must be offered, not " + algorithms);
        }
    }
}
