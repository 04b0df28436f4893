package io.switchhook.sip.core.auth;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client consents to.
 *
 * @param minimum challenges with a weaker hash are passed over
 * @param maxRounds challenges that one request may meet on its way through proxies, at most; then it is given up
 * @param preemptive whether later requests to a target use the nonce of an earlier challenge again, with a higher count
 * @param integrity whether the body is covered too (auth-int) where there is a choice; boxes on the way that change bodies make it fail
 * @param serverProof whether a server that was given credentials has to prove in its 2xx that it knows the secret (rspauth, RFC 7616 §3.5); few do
 */
public record DigestPolicy(
        DigestAlgorithm minimum, int maxRounds, boolean preemptive, boolean integrity, boolean serverProof) {

    public static final DigestPolicy DEFAULT = new DigestPolicy(DigestAlgorithm.MD5, 6, true);

    /** Prefers plain auth, and does without a proof of the server. */
    public DigestPolicy(DigestAlgorithm minimum, int maxRounds, boolean preemptive) {
        this(minimum, maxRounds, preemptive, false, false);
    }

    public DigestPolicy withMinimum(DigestAlgorithm weakest) {
        return new DigestPolicy(weakest, maxRounds, preemptive, integrity, serverProof);
    }

    public DigestPolicy withIntegrity(boolean preferred) {
        return new DigestPolicy(minimum, maxRounds, preemptive, preferred, serverProof);
    }

    public DigestPolicy withServerProof(boolean demanded) {
        return new DigestPolicy(minimum, maxRounds, preemptive, integrity, demanded);
    }

    public DigestPolicy {
        if (maxRounds < 1) {
            throw new IllegalArgumentException("at least one round must be allowed, but maxRounds is " + maxRounds);
        }
    }

    // By hand, for a fast start: an archive of classes does not hold the methods that a record is given.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DigestPolicy that
                && minimum == that.minimum
                && maxRounds == that.maxRounds
                && preemptive == that.preemptive
                && integrity == that.integrity
                && serverProof == that.serverProof;
    }

    @Override
    public int hashCode() {
        return Objects.hash(minimum, maxRounds, preemptive, integrity, serverProof);
    }
}
