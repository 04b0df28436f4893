package io.switchhook.stack;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.core.auth.Keyring;
import io.switchhook.sip.message.uri.Uri;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nonces, and what was learned of its servers, are shared by all calls of an account. On the loop of its stack. */
final class AccountKeys {
    /** As many as there can be lines; who has not called for longest is forgotten, and learns anew. */
    private static final int MAX_ACCOUNTS = 65_536;

    private record Account(Uri address, Keyring keyring) {
        // By hand, for a fast start: an archive of classes does not hold the methods that a record is given.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Account that && address.equals(that.address) && keyring.equals(that.keyring);
        }

        @Override
        public int hashCode() {
            return Objects.hash(address, keyring);
        }
    }

    private final Randomness random;
    private final Map<Account, KeyHolder> keys = new LinkedHashMap<>(16, 0.75f, true);

    AccountKeys(Randomness random) {
        this.random = random;
    }

    /** Empty when it has no login. */
    Optional<KeyHolder> of(Identity identity) {
        if (identity.keyring().isEmpty()) {
            return Optional.empty();
        }
        var holder = keys.computeIfAbsent(
                new Account(identity.address().uri(), identity.keyring()),
                account -> new KeyHolder(account.keyring(), random));
        if (keys.size() > MAX_ACCOUNTS) {
            keys.remove(keys.keySet().iterator().next());
        }
        return Optional.of(holder);
    }
}
