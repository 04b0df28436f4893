package io.switchhook.sip.core.auth;

import io.switchhook.base.random.Randomness;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Answers challenges for one account, and remembers nonces by target so that later requests need no second attempt (RFC 7616 §3.6). Used on one loop.
 *
 * <p>For each request that is not an ACK or CANCEL take an {@link #exchange}: send what {@link DigestExchange#authorize} makes of it, and for every 401 and 407 what
 * {@link DigestExchange#onChallenge} says.
 */
public final class DigestClient {
    /** Targets are few: a registrar, some proxies. */
    private static final int MAX_TARGETS = 64;

    private static final int CLIENT_NONCE_LENGTH = 16;

    /** Whom a nonce belongs to. */
    record Asker(AuthRole role, String realm) {}

    private final LoginSource logins;
    private final DigestPolicy policy;
    private final Randomness random;
    private final Map<String, Map<Asker, NonceInUse>> known = new LinkedHashMap<>();

    public DigestClient(LoginSource logins, DigestPolicy policy, Randomness random) {
        this.logins = logins;
        this.policy = policy;
        this.random = random;
    }

    /**
     * Begins one request with all its retries.
     *
     * @param target what the nonces of this request are good for: the next hop, as text, such as {@code "pbx.example.com:5060"}
     */
    public DigestExchange exchange(String target) {
        return new DigestExchange(this, target);
    }

    /** Forgets all nonces, for instance because the login has changed. */
    public void forgetNonces() {
        known.clear();
    }

    LoginSource logins() {
        return logins;
    }

    DigestPolicy policy() {
        return policy;
    }

    String newClientNonce() {
        return random.nextToken(CLIENT_NONCE_LENGTH);
    }

    Map<Asker, NonceInUse> knownFor(String target) {
        var nonces = known.get(target);
        return nonces == null ? Map.of() : nonces;
    }

    void remember(String target, Asker asker, NonceInUse nonce) {
        if (policy.preemptive()) {
            var nonces = known.remove(target);
            known.put(target, nonces == null ? new LinkedHashMap<>() : nonces);
            known.get(target).put(asker, nonce);
            if (known.size() > MAX_TARGETS) {
                known.remove(known.keySet().iterator().next());
            }
        }
    }

    void forget(String target, Asker asker) {
        if (known.containsKey(target)) {
            known.get(target).remove(asker);
        }
    }
}
