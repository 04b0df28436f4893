package io.switchhook.phone.internal.account;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.TransportKind;
import java.util.Objects;

/** Reads the address-of-record of an account as somebody has written it. */
public final class AccountAddress {
    private AccountAddress() {}

    /** @throws IllegalArgumentException when it is not such an address */
    public static SipUri parse(String address) {
        try {
            var uri = SipUri.parse(withScheme(
                            Objects.requireNonNull(address, "address").strip()))
                    .withoutHeaders();
            if (uri.user().filter(user -> !user.isEmpty()).isEmpty()) {
                throw new IllegalArgumentException(
                        "The address \"" + Printable.escape(address) + "\" has no user; write sip:858@host");
            }
            if (uri.password().isPresent()) {
                // Not repeated here: it is a secret.
                throw new IllegalArgumentException("The address of "
                        + Printable.escape(uri.user().get()) + " has a password in it; give it with secret(...)");
            }
            if (uri.port().orElse(1) == 0) {
                throw new IllegalArgumentException(
                        "The address \"" + Printable.escape(address) + "\" has port 0; a port is 1 to 65535");
            }
            checkTransport(uri, address);
            return uri;
        } catch (MalformedException e) {
            throw new IllegalArgumentException(
                    "\"" + Printable.escape(address) + "\" is no SIP address; write sip:858@host: " + e.getMessage(),
                    e);
        }
    }

    /** RFC 3261 §26.2.2: with sips, tcp means TLS over it, and udp cannot be. */
    private static void checkTransport(SipUri uri, String address) {
        if (uri.transport().isEmpty()) {
            return;
        }
        var kind = uri.transport().flatMap(TransportKind::parse);
        if (kind.isEmpty()) {
            throw new IllegalArgumentException("\"" + Printable.escape(address)
                    + "\" asks for a transport that is not there; use udp, tcp, tls, ws or wss");
        }
        if (uri.secure() && kind.get() == TransportKind.UDP) {
            throw new IllegalArgumentException(
                    "\"" + Printable.escape(address) + "\" cannot be: sips is never sent over udp");
        }
    }

    /** An address that somebody has written without {@code sip:} in front. */
    public static String withScheme(String text) {
        boolean given = text.regionMatches(true, 0, "sip:", 0, 4) || text.regionMatches(true, 0, "sips:", 0, 5);
        return given ? text : "sip:" + text;
    }
}
