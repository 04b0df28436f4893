package io.switchhook.sip.core.auth;

import java.util.Optional;

/** Knows which login a realm is given. Whoever answers every realm gives what can be attacked offline to whoever asks. */
@FunctionalInterface
public interface LoginSource {

    /** The login for that realm; empty when this realm is none of ours and must get nothing. */
    Optional<Login> loginFor(String realm);

    /** Whether a proxy of that realm stands before all destinations, so that credentials for it go along with every request (RFC 3261 §22.3). */
    default boolean isLocal(String realm) {
        return true;
    }

    /** One login for one realm alone. */
    static LoginSource onlyRealm(String realm, Login login) {
        return asked -> asked.equals(realm) ? Optional.of(login) : Optional.empty();
    }
}
