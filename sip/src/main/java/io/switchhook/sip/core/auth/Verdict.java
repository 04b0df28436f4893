package io.switchhook.sip.core.auth;

import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.Challenge;
import java.util.List;
import java.util.Optional;

/** What a server makes of the credentials of a request. */
public sealed interface Verdict {

    /**
     * The request is from that user.
     *
     * @param info what the 2xx may tell the user; empty for credentials without qop
     */
    record Accepted(String user, Optional<AuthenticationInfo> info) implements Verdict {}

    /**
     * There were no usable credentials; ask for some.
     *
     * @param stale true when user and password were right and only the nonce is too old or used already
     */
    record Challenged(AuthRole role, List<Challenge> challenges, boolean stale) implements Verdict {
        public Challenged {
            challenges = List.copyOf(challenges);
        }

        /** The status to answer with: 401 or 407. */
        public int status() {
            return role.status();
        }

        /** Puts the challenges into a response with {@link #status()}. */
        public SipResponse.Builder applyTo(SipResponse.Builder response) {
            challenges.forEach(challenge -> role.add(response, challenge));
            return response;
        }
    }

    /**
     * The credentials are no good. Answer 403, 400 when they are {@link Reason#MALFORMED}, or challenge once more; the same for known and unknown users.
     *
     * @param claimedUser who it claims to be, as written by the peer; may be empty
     * @param again what to challenge with, if that is what you do
     */
    record Refused(Reason reason, String claimedUser, Challenged again) implements Verdict {}

    /** Why credentials are refused. */
    enum Reason {
        /** No such user, or another password: the two are not told apart. */
        WRONG,
        /** A parameter is missing or cannot be read. */
        MALFORMED,
        /** The digest is for another server than the request. */
        OTHER_URI
    }

    enum Kind {
        ACCEPTED,
        CHALLENGED,
        REFUSED
    }

    default Kind kind() {
        return this instanceof Accepted ? Kind.ACCEPTED : this instanceof Challenged ? Kind.CHALLENGED : Kind.REFUSED;
    }
}
