package io.switchhook.ice;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.TlsTrust;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server that helps to be reached: one of STUN, which tells where we are seen (RFC 8489), or one of TURN, which also relays for those who have an account (RFC 8656).
 *
 * @param host a name, which is asked of DNS each time, or an address
 * @param port 1 to 65535; 0 where DNS is to be asked for the service (SRV, RFC 8489 §8.1), and the usual port taken where it knows none
 * @param account for a TURN server; empty for STUN
 * @param transport UDP for STUN, which is to tell how the ports of media are seen
 * @param trust whom we believe to be that host, with {@link ServerTransport#TLS}
 */
public record IceServer(
        String host, int port, Optional<TurnAccount> account, ServerTransport transport, TlsTrust trust) {
    /** RFC 8489 §18.6, RFC 8656 §19. */
    public static final int USUAL_PORT = 3478;
    /** Over TLS. */
    public static final int USUAL_TLS_PORT = 5349;

    private static final Pattern URI = Pattern.compile(
            "(?i)(stuns?|turns?):(\\[[0-9a-f:.]+]|[^\\s:/?#@\\[\\]]+)(?::([0-9]{1,5}))?(?:\\?transport=([^\\s&]+))?");

    public IceServer {
        Objects.requireNonNull(trust, "trust");
        if (host.isBlank() || port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "A server has a name and a port of 1 to 65535, or 0 for the one that DNS knows, not " + host + ":"
                            + port);
        }
        if (account.isEmpty() && transport != ServerTransport.UDP) {
            throw new IllegalArgumentException("A STUN server is asked by UDP, as media goes, and not by " + transport);
        }
    }

    private IceServer(String host, int port, Optional<TurnAccount> account) {
        this(host, port, account, ServerTransport.UDP, TlsTrust.SYSTEM);
    }

    public static IceServer stun(String host, int port) {
        return new IceServer(host, port, Optional.empty());
    }

    /** One that is asked by UDP; see {@link #over}. */
    public static IceServer turn(String host, int port, String username, String password) {
        return new IceServer(host, port, Optional.of(new TurnAccount(username, password)));
    }

    /**
     * Reads a URI of a STUN server (RFC 7064): {@code stun:stun.example.com} or {@code stun:192.0.2.1:3479}.
     *
     * @throws IllegalArgumentException when it is none; the message says why
     */
    public static IceServer parse(String uri) {
        return parse(uri, Optional.empty());
    }

    /**
     * Reads a URI of a TURN server (RFC 7065): {@code turn:turn.example.com}, {@code turn:turn.example.com:3478?transport=tcp} or {@code turns:turn.example.com:443}.
     *
     * @throws IllegalArgumentException when it is none; the message says why
     */
    public static IceServer parse(String uri, String username, String password) {
        return parse(uri, Optional.of(new TurnAccount(username, password)));
    }

    private static IceServer parse(String uri, Optional<TurnAccount> account) {
        var parts = URI.matcher(uri.strip());
        boolean turn = account.isPresent();
        if (!parts.matches() || parts.group(1).toLowerCase(Locale.ROOT).startsWith("turn") != turn) {
            throw new IllegalArgumentException("\"" + uri + "\" is no URI of a "
                    + (turn
                            ? "TURN server; write turn:HOST[:PORT], turn:HOST[:PORT]?transport=tcp or turns:HOST[:PORT]"
                            : "STUN server; write stun:HOST[:PORT]")
                    + ", an IPv6 address in brackets");
        }
        boolean secure = parts.group(1).length() == 5;
        var host = parts.group(2).replaceAll("[\\[\\]]", "");
        int port = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
        if (parts.group(3) != null && port == 0) {
            throw new IllegalArgumentException("\"" + uri + "\": 0 is not a port; use 1 to 65535");
        }
        return new IceServer(host, port, account).over(transportOf(uri, secure, turn, parts.group(4)));
    }

    private static ServerTransport transportOf(String uri, boolean secure, boolean turn, @Nullable String transport) {
        boolean tcp = "tcp".equalsIgnoreCase(transport);
        if (transport != null && (!turn || !tcp && !"udp".equalsIgnoreCase(transport))) {
            throw new IllegalArgumentException("\"" + uri + "\": "
                    + (turn
                            ? "a TURN server is asked by udp or tcp"
                            : "a STUN server is asked by UDP; leave ?transport out"));
        }
        if (secure && (!turn || transport != null && !tcp)) {
            throw new IllegalArgumentException("\"" + uri + "\": "
                    + (turn
                            ? "TURN over DTLS is not spoken here; leave ?transport out for TLS over TCP"
                            : "a STUN server is asked by UDP without TLS, as media goes; write stun:"));
        }
        return secure ? ServerTransport.TLS : tcp ? ServerTransport.TCP : ServerTransport.UDP;
    }

    /** The same, asked by that; over TLS by the certificates that Java trusts, unless {@link #withTrust} says others. */
    public IceServer over(ServerTransport other) {
        return new IceServer(host, port, account, other, trust);
    }

    /** The same, believed to be who it is by that. */
    public IceServer withTrust(TlsTrust whom) {
        return new IceServer(host, port, account, transport, whom);
    }

    IceServer named(String other) {
        return new IceServer(other, port, account, transport, trust);
    }

    /** Where it listens if nobody says otherwise. */
    public int usualPort() {
        return transport == ServerTransport.TLS ? USUAL_TLS_PORT : USUAL_PORT;
    }

    /** What DNS is asked for where no port is given: the name of its SRV records (RFC 8489 §8.1). Empty where a port or an address is given. */
    public Optional<String> service() {
        return port == 0 && IpLiteral.parse(host).isEmpty()
                ? Optional.of("_" + scheme() + "._" + transport.protocol() + "." + host)
                : Optional.empty();
    }

    private String scheme() {
        return account.isEmpty() ? "stun" : transport == ServerTransport.TLS ? "turns" : "turn";
    }

    /** As RFC 7064 and RFC 7065 write it. */
    @Override
    public String toString() {
        return scheme() + ":" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + (port == 0 ? "" : ":" + port)
                + (transport == ServerTransport.TCP ? "?transport=tcp" : "");
    }
}
