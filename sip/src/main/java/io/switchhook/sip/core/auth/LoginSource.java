package io.switchhook.sip.core.auth;

import java.util.Optional;

/** Knows which login a realm is given. */
@FunctionalInterface
public interface LoginSource {

    /** The login for that realm; empty when this realm is none of ours and must get nothing. */
    Optional<Login> loginFor(String realm);

    /** One login for whoever asks: what most phones do, because few users know their realm. */
    static LoginSource anyRealm(Login login) {
        return realm -> Optional.of(login);
    }

    /** One login for one realm alone. */
    static LoginSource onlyRealm(String realm, Login login) {
        return asked -> asked.equals(realm) ? Optional.of(login) : Optional.empty();
    }
}
