package io.switchhook.pbx;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.core.auth.Login;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.Optional;

/**
 * A provider, or another PBX, that leads calls on: where it is, and who we are there. It does not register; calls from there come in as those of any telephone do, or by a
 * telephone line of the program. The password never appears in {@link #toString}.
 */
public final class Trunk {
    private final SipUri server;
    private final Optional<Login> login;
    private final Optional<String> callerNumber;

    private Trunk(SipUri server, Optional<Login> login, Optional<String> callerNumber) {
        this.server = server;
        this.login = login;
        this.callerNumber = callerNumber;
    }

    /**
     * A trunk without login.
     *
     * @param server such as {@code sip:provider.example}; found by DNS as any server is (RFC 3263), and over TLS for {@code sip:provider.example;transport=tls}
     * @throws IllegalArgumentException when that is no sip or sips URI without a user
     */
    public static Trunk to(String server) {
        try {
            if (Uri.parse(server) instanceof SipUri sip && sip.user().isEmpty()) {
                return new Trunk(sip, Optional.empty(), Optional.empty());
            }
        } catch (MalformedException e) {
            // As below.
        }
        throw new IllegalArgumentException(
                "\"" + Printable.escape(server) + "\" is not a server; write for example sip:provider.example");
    }

    /** The same with a login, shown to that server alone; its user is who calls, unless {@link #withCaller} says another. */
    public Trunk withLogin(String user, String secret) {
        return new Trunk(server, Optional.of(Login.of(user, secret)), callerNumber);
    }

    /** The same with a number that stands in From in the place of the caller's own. */
    public Trunk withCaller(String number) {
        return new Trunk(server, login, Optional.of(number));
    }

    SipUri server() {
        return server;
    }

    Optional<Login> login() {
        return login;
    }

    SipUri addressOf(String number) {
        return server.withUser(number);
    }

    /** Who calls there. */
    String callerOr(String extension) {
        return callerNumber.or(() -> login.map(Login::user)).orElse(extension);
    }

    @Override
    public String toString() {
        return "trunk to " + server;
    }
}
