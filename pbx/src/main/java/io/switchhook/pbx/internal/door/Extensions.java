package io.switchhook.pbx.internal.door;

import io.switchhook.pbx.internal.number.Extension;
import io.switchhook.sip.core.auth.DigestAlgorithm;
import io.switchhook.sip.core.auth.Secret;
import io.switchhook.sip.core.auth.SecretStore;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Who has a number here: the extensions that the PBX was given, and, for a while, those that the program's user database has named. On the signalling loop.
 */
public final class Extensions implements SecretStore {
    /** Some megabytes; of more users those are forgotten first that have not been looked up for longest. */
    private static final int MOST_LEARNED = 10_000;

    private final Map<String, Secret> given = new HashMap<>();
    /** Those of {@link #given} that are of the program itself. */
    private final Set<String> applications = new HashSet<>();

    private final LinkedHashMap<String, Learned> learned = new LinkedHashMap<>();
    private final long keepNanos;
    private final LongSupplier now;
    private Predicate<String> registered = number -> false;
    private Optional<SecretStore> hashes = Optional.empty();

    private Optional<Trial> onTrial = Optional.empty();

    private record Trial(String number, Optional<Secret> secret) {}

    private record Learned(Secret secret, long untilNanos) {}

    /** @param keep how long what the database has said is kept */
    public Extensions(Collection<Extension> first, Duration keep, LongSupplier now) {
        first.forEach(extension -> given.put(extension.number(), extension.secret()));
        this.keepNanos = keep.toNanos();
        this.now = now;
    }

    /** @param numbers whether a telephone is bound to that number: one of the database that is forgotten here meanwhile is still reached */
    public void registered(Predicate<String> numbers) {
        registered = numbers;
    }

    /** Whether anybody has that number, as far as it is known here. */
    public boolean has(String number) {
        return given.containsKey(number) || learnedOf(number).isPresent() || registered.test(number);
    }

    public boolean isGiven(String number) {
        return given.containsKey(number);
    }

    public void putApplication(Extension extension) {
        put(extension);
        applications.add(extension.number());
    }

    /** Whether the program itself calls by that number, and is believed for whom. */
    public boolean isApplication(String number) {
        return applications.contains(number);
    }

    public void put(Extension extension) {
        given.put(extension.number(), extension.secret());
        applications.remove(extension.number());
        learned.remove(extension.number());
        hashes = Optional.empty();
    }

    /** Forgets a number, wherever it is known from. */
    public boolean remove(String number) {
        hashes = Optional.empty();
        applications.remove(number);
        boolean known = learned.remove(number) != null;
        return given.remove(number) != null || known;
    }

    /** The database has named this user. */
    void learn(String number, Secret secret) {
        if (given.containsKey(number) || keepNanos == 0) {
            return;
        }
        learned.remove(number);
        learned.put(number, new Learned(secret, now.getAsLong() + keepNanos));
        if (learned.size() > MOST_LEARNED) {
            var eldest = learned.entrySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    /** The database knows no such user, any more. */
    void unlearn(String number) {
        learned.remove(number);
    }

    private Optional<Secret> learnedOf(String number) {
        var kept = learned.get(number);
        if (kept == null || kept.untilNanos() - now.getAsLong() <= 0) {
            learned.remove(number);
            return Optional.empty();
        }
        return Optional.of(kept.secret());
    }

    /**
     * Runs something for which a user has the secret that the database has just named, or none: for users that are not kept. A user that was given stays what it is.
     */
    void tryOnce(String number, Optional<Secret> secret, Runnable judging) {
        onTrial = Optional.of(new Trial(number, secret));
        try {
            judging.run();
        } finally {
            onTrial = Optional.empty();
        }
    }

    @Override
    public Optional<Secret> find(String user, String realm) {
        if (given.containsKey(user)) {
            return Optional.of(given.get(user));
        }
        return onTrial.filter(trial -> trial.number().equals(user))
                .map(Trial::secret)
                .orElseGet(() -> learnedOf(user));
    }

    /** Of those that were given: a database cannot be searched by hash. */
    @Override
    public Optional<String> userOfHash(DigestAlgorithm algorithm, String hash, String realm) {
        if (hashes.isEmpty()) {
            hashes = Optional.of(SecretStore.of(given));
        }
        return hashes.get().userOfHash(algorithm, hash, realm);
    }
}
