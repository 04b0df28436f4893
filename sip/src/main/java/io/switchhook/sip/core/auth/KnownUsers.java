package io.switchhook.sip.core.auth;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A fixed set of users. Hashed names are made once for each algorithm and realm, of which a server has few. */
final class KnownUsers implements SecretStore {
    /** A server of more realms makes some of them again. */
    private static final int MAX_TABLES = 32;

    private final Map<String, Secret> users;
    private final Map<Table, Map<String, String>> hashed = new HashMap<>();

    private record Table(DigestAlgorithm algorithm, String realm) {}

    KnownUsers(Map<String, Secret> users) {
        this.users = Map.copyOf(users);
    }

    @Override
    public Optional<Secret> find(String user, String realm) {
        return Optional.ofNullable(users.get(user));
    }

    @Override
    public Optional<String> userOfHash(DigestAlgorithm algorithm, String hash, String realm) {
        if (hashed.size() >= MAX_TABLES) {
            hashed.clear();
        }
        var names = hashed.computeIfAbsent(new Table(algorithm.plain(), realm), table -> {
            var all = new HashMap<String, String>();
            users.keySet().forEach(user -> all.put(SecretStore.hashOf(table.algorithm(), user, table.realm()), user));
            return all;
        });
        return Optional.ofNullable(names.get(hash));
    }
}
