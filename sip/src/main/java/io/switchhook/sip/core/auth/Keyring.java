package io.switchhook.sip.core.auth;

import io.switchhook.sip.message.uri.SipUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The logins of one account, and who may ask for each. A digest can be attacked offline by whoever gets it, so no other server gets any.
 *
 * @param own for the servers of the account: those named here, and those that its requests are routed by
 * @param realms the realms that {@code own} is for; empty when they are to be learned from those servers
 * @param servers by host and port: the registrar, and others that may ask
 * @param others further logins, each for one realm
 */
public record Keyring(
        Optional<Login> own, Set<String> realms, List<SipUri> servers, List<RealmLogin> others, DigestPolicy policy) {

    /** No login at all: each challenge is a refusal. */
    public static final Keyring EMPTY =
            new Keyring(Optional.empty(), Set.of(), List.of(), List.of(), DigestPolicy.DEFAULT);

    /**
     * A login for one realm.
     *
     * @param server who may ask for it; when empty, whoever is reached through the servers of the account
     */
    public record RealmLogin(String realm, Login login, Optional<SipUri> server) {}

    public Keyring {
        realms = Set.copyOf(realms);
        servers = List.copyOf(servers);
        others = List.copyOf(others);
    }

    /** One login for what the given servers ask. */
    public static Keyring of(Login own, List<SipUri> servers) {
        return EMPTY.withOwn(own).withServers(servers);
    }

    public Keyring withOwn(Login login) {
        return new Keyring(Optional.of(login), realms, servers, others, policy);
    }

    public Keyring withRealms(Set<String> those) {
        return new Keyring(own, those, servers, others, policy);
    }

    public Keyring withServers(List<SipUri> those) {
        return new Keyring(own, realms, those, others, policy);
    }

    /** With one more login. */
    public Keyring and(RealmLogin other) {
        var all = new ArrayList<>(others);
        all.add(other);
        return new Keyring(own, realms, servers, all, policy);
    }

    public Keyring withPolicy(DigestPolicy other) {
        return new Keyring(own, realms, servers, others, other);
    }

    public boolean isEmpty() {
        return own.isEmpty() && others.isEmpty();
    }

    // By hand, for a fast start: an archive of classes does not hold the methods that a record is given.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Keyring that
                && own.equals(that.own)
                && realms.equals(that.realms)
                && servers.equals(that.servers)
                && others.equals(that.others)
                && policy.equals(that.policy);
    }

    @Override
    public int hashCode() {
        return Objects.hash(own, realms, servers, others, policy);
    }
}
