package io.switchhook.sip.core.auth;

import java.util.Optional;

/** The users of a server. */
@FunctionalInterface
public interface SecretStore {

    /** The secret of that user; empty when there is none. Should take the same time in both cases. */
    Optional<Secret> find(String user, String realm);
}
