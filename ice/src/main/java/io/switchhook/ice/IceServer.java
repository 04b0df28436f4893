package io.switchhook.ice;

import java.util.Optional;

/**
 * A server that helps to be reached: one of STUN, which tells where we are seen (RFC 8489), or one of TURN, which also relays for those who have an account (RFC 8656). Over UDP.
 *
 * @param host a name, which is asked of DNS each time (A or AAAA), or an address
 * @param port 1 to 65535
 * @param account for a TURN server; empty for STUN
 */
public record IceServer(String host, int port, Optional<TurnAccount> account) {
    /** RFC 8489 §18.6, RFC 8656 §19. */
    public static final int USUAL_PORT = 3478;

    public IceServer {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "A server has a name and a port of 1 to 65535, not " + host + ":" + port);
        }
    }

    public static IceServer stun(String host, int port) {
        return new IceServer(host, port, Optional.empty());
    }

    public static IceServer turn(String host, int port, String username, String password) {
        return new IceServer(host, port, Optional.of(new TurnAccount(username, password)));
    }

    /** As RFC 7064 and RFC 7065 write it. */
    @Override
    public String toString() {
        return (account.isPresent() ? "turn:" : "stun:") + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":"
                + port;
    }
}
