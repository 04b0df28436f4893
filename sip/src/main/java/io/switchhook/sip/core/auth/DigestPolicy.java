package io.switchhook.sip.core.auth;

/**
 * What a client consents to.
 *
 * @param minimum challenges with a weaker hash are passed over
 * @param maxRounds challenges that one request may meet on its way through proxies, at most; then it is given up
 * @param preemptive whether later requests to a target use the nonce of an earlier challenge again, with a higher count
 */
public record DigestPolicy(DigestAlgorithm minimum, int maxRounds, boolean preemptive) {

    public static final DigestPolicy DEFAULT = new DigestPolicy(DigestAlgorithm.MD5, 6, true);

    public DigestPolicy {
        if (maxRounds < 1) {
            throw new IllegalArgumentException("at least one round must be allowed, but maxRounds is " + maxRounds);
        }
    }
}
