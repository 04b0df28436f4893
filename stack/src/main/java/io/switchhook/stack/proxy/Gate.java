package io.switchhook.stack.proxy;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.core.auth.AuthRole;
import io.switchhook.sip.core.auth.AuthenticationInfo;
import io.switchhook.sip.core.auth.DigestDemand;
import io.switchhook.sip.core.auth.DigestServer;
import io.switchhook.sip.core.auth.Verdict;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AuthenticationInfoHeader;
import java.util.Optional;

/** Who a request comes from (RFC 3261 §22.2, §22.3). */
final class Gate {
    private static final byte[] NO_BODY = {};

    private final ProxySettings.Users users;
    private final DigestServer digest;
    private final boolean proves;

    /** @param proves whether a 2xx tells the user that we know the secret too */
    Gate(ProxySettings.Users users, boolean proves, Randomness random) {
        this.users = users;
        this.proves = proves;
        this.digest = new DigestServer(users.secrets(), random);
    }

    Verdict judge(SipRequest request, AuthRole role, long nowNanos) {
        return digest.onRequest(request, demandOf(role), nowNanos);
    }

    /** Of a request that has come back from an element that is trusted. */
    Verdict judgeReturned(SipRequest request, AuthRole role, long nowNanos) {
        return digest.onReturned(request, demandOf(role), nowNanos);
    }

    private DigestDemand demandOf(AuthRole role) {
        return new DigestDemand(role, users.realm(), users.algorithms());
    }

    boolean knows(String user) {
        return users.secrets().find(user, users.realm()).isPresent();
    }

    /** Adds Authentication-Info to a 2xx without a body, where that is wanted (RFC 7616 §3.5). */
    void prove(Verdict verdict, SipResponse.Builder success, long nowNanos) {
        if (proves && verdict instanceof Verdict.Accepted accepted) {
            accepted.info()
                    .ifPresent(info -> success.set(AuthenticationInfoHeader.TYPE, info.header(NO_BODY, nowNanos)));
        }
    }

    /** What a proxy adds to the 2xx of a request that it asked credentials for, where that is wanted. */
    Optional<AuthenticationInfo> proofOf(Verdict verdict) {
        return proves && verdict instanceof Verdict.Accepted accepted ? accepted.info() : Optional.empty();
    }

    static Optional<String> userOf(Verdict verdict) {
        return verdict instanceof Verdict.Accepted accepted ? Optional.of(accepted.user()) : Optional.empty();
    }

    /** What is answered to a request that has to prove more than it did. */
    static SipResponse.Builder refusal(SipRequest request, Verdict verdict) {
        return switch (verdict.kind()) {
            case ACCEPTED -> SipResponse.answering(request, 403);
            case CHALLENGED -> challenge(request, (Verdict.Challenged) verdict);
            case REFUSED -> {
                var refused = (Verdict.Refused) verdict;
                yield refused.reason() == Verdict.Reason.MALFORMED
                        ? SipResponse.answering(request, 400, "Bad Request: the credentials cannot be read")
                        : SipResponse.answering(request, 403);
            }
        };
    }

    private static SipResponse.Builder challenge(SipRequest request, Verdict.Challenged challenged) {
        return challenged.applyTo(SipResponse.answering(request, challenged.status()));
    }
}
