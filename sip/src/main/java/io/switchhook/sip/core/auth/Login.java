package io.switchhook.sip.core.auth;

/**
 * Who we say we are to a server.
 *
 * @param user the authentication user; often, but not always, the user part of the address
 */
public record Login(String user, Secret secret) {

    public static Login of(String user, String password) {
        return new Login(user, Secret.ofPassword(password));
    }
}
