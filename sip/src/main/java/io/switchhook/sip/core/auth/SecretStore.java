package io.switchhook.sip.core.auth;

import java.util.Map;
import java.util.Optional;

/** The users of a server. */
@FunctionalInterface
public interface SecretStore {

    /** The secret of that user; empty when there is none. Should take the same time in both cases. */
    Optional<Secret> find(String user, String realm);

    /**
     * The user whose hashed name that is (RFC 7616 §3.4.4); empty when there is none, or when this store does not know hashed names.
     *
     * @param hash lower-case hexadecimal digits
     */
    default Optional<String> userOfHash(DigestAlgorithm algorithm, String hash, String realm) {
        return Optional.empty();
    }

    /** The name as it is sent hashed. */
    static String hashOf(DigestAlgorithm algorithm, String user, String realm) {
        return algorithm.hash(user + ':' + realm);
    }

    /** A store of these users, which knows their hashed names too; the map is copied. */
    static SecretStore of(Map<String, Secret> users) {
        return new KnownUsers(users);
    }
}
