package io.switchhook.sip.core.auth;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who we say we are to a server.
 *
 * @param user the authentication user; often, but not always, the user part of the address
 */
public record Login(String user, Secret secret) {

    public static Login of(String user, String password) {
        return new Login(user, Secret.ofPassword(password));
    }

    // By hand, for a fast start: an archive of classes does not hold the methods that a record is given.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Login that && user.equals(that.user) && secret.equals(that.secret);
    }

    @Override
    public int hashCode() {
        return Objects.hash(user, secret);
    }
}
