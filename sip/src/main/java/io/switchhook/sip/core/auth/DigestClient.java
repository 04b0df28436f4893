package io.switchhook.sip.core.auth;

import io.switchhook.base.random.Randomness;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers challenges for one account, and remembers nonces by server and destination so that later requests need no second attempt (RFC 7616 §3.6). Used on one loop.
 *
 * <p>For each request that is not an ACK or CANCEL take an {@link #exchange}: send what {@link DigestExchange#authorize} makes of it, and for every 401 and 407 what
 * {@link DigestExchange#onChallenge} says.
 */
public final class DigestClient {
    /** Servers are few, a registrar, some proxies; those who are called through them are more. */
    private static final int MAX_SCOPES = 256;

    private static final int CLIENT_NONCE_LENGTH = 16;

    /** Whom a nonce belongs to. */
    record Asker(AuthRole role, String realm) {
        // By hand, for a fast start: an archive of classes does not hold the methods that a record is given.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Asker that && role == that.role && realm.equals(that.realm);
        }

        @Override
        public int hashCode() {
            return Objects.hash(role, realm);
        }
    }

    /** What a nonce is good for; {@code destination} is empty for a proxy that all requests pass. */
    record Scope(String server, String destination) {
        // By hand, for a fast start: an archive of classes does not hold the methods that a record is given.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Scope that && server.equals(that.server) && destination.equals(that.destination);
        }

        @Override
        public int hashCode() {
            return Objects.hash(server, destination);
        }
    }

    private final LoginSource logins;
    private final DigestPolicy policy;
    private final Randomness random;
    private final Map<Scope, Map<Asker, NonceInUse>> known = new LinkedHashMap<>();

    public DigestClient(LoginSource logins, DigestPolicy policy, Randomness random) {
        this.logins = logins;
        this.policy = policy;
        this.random = random;
    }

    /**
     * Begins one request with all its retries.
     *
     * @param server the next hop, as text, such as {@code "pbx.example.com:5060"}
     * @param destination whom the request is for, its To for instance. What a user agent has asked is told to nobody else (RFC 3261 §22.2), for the servers on the
     *     way pass it on
     * @param allowed which logins that server may have
     */
    public DigestExchange exchange(String server, String destination, LoginSource allowed) {
        return new DigestExchange(this, server, destination, allowed);
    }

    /** The same for all realms that this client has a login for, whatever the destination. */
    public DigestExchange exchange(String server) {
        return exchange(server, "", logins);
    }

    /** Forgets all nonces, for instance because the login has changed. */
    public void forgetNonces() {
        known.clear();
    }

    DigestPolicy policy() {
        return policy;
    }

    String newClientNonce() {
        return random.nextToken(CLIENT_NONCE_LENGTH);
    }

    Map<Asker, NonceInUse> knownFor(Scope scope) {
        var nonces = known.get(scope);
        return nonces == null ? Map.of() : nonces;
    }

    void remember(Scope scope, Asker asker, NonceInUse nonce) {
        if (policy.preemptive()) {
            var nonces = known.remove(scope);
            known.put(scope, nonces == null ? new LinkedHashMap<>() : nonces);
            known.get(scope).put(asker, nonce);
            if (known.size() > MAX_SCOPES) {
                known.remove(known.keySet().iterator().next());
            }
        }
    }

    void forget(Scope scope, Asker asker) {
        if (known.containsKey(scope)) {
            known.get(scope).remove(asker);
        }
    }
}
