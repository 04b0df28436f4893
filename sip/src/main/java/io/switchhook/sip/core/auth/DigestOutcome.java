package io.switchhook.sip.core.auth;

import io.switchhook.sip.message.SipRequest;

/** What to do about a 401 or 407. */
public sealed interface DigestOutcome {

    /**
     * Send this: the request with credentials. It still has the old branch and CSeq number; give it new ones (RFC 3261 §8.1.3.5).
     */
    record Retry(SipRequest request) implements DigestOutcome {}

    /**
     * Do not try again.
     *
     * @param realm the realm concerned, or empty text when it concerns none in particular
     */
    record GiveUp(Reason reason, String realm) implements DigestOutcome {}

    /** Why a request is given up. */
    enum Reason {
        /** The response is no 401 or 407, or its challenges cannot be read. */
        NO_CHALLENGE,
        /** No challenge has a scheme, algorithm and qop that we know and the policy allows; one that asks for Basic, for instance. */
        UNSUPPORTED,
        /** We have no login for the realm. */
        NO_LOGIN,
        /** The server has refused what we answered: user or password is wrong. */
        REJECTED,
        /** Challenge followed on challenge. */
        TOO_MANY_ROUNDS
    }

    enum Kind {
        RETRY,
        GIVE_UP
    }

    default Kind kind() {
        return this instanceof Retry ? Kind.RETRY : Kind.GIVE_UP;
    }
}
