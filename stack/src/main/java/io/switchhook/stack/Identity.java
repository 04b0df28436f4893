package io.switchhook.stack;

import io.switchhook.sip.core.auth.Keyring;
import io.switchhook.sip.core.auth.Login;
import io.switchhook.sip.core.usage.CallerPrivacy;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.TransportKind;
import java.util.List;
import java.util.Optional;

/**
 * In whose name requests are sent.
 *
 * @param address the address-of-record, for From
 * @param contactUser the user part of our Contact, or empty for none; the address part is that of the flow
 * @param keyring to answer challenges with, and whose; without a login a challenge is a refusal
 * @param routes the servers that all requests outside a dialog pass, in this order (RFC 3261 §8.1.2, pre-loaded routes); loose routers have {@code lr}
 * @param wish what is said about the transport to servers whose URI names none
 */
public record Identity(NameAddress address, String contactUser, Keyring keyring, List<SipUri> routes, Wish wish) {
    public Identity {
        routes = List.copyOf(routes);
    }

    /**
     * With one outbound proxy, a loose router, or none, and one transport that is demanded of servers whose URI names none.
     *
     * @param login for the proxy and the domain of the address alone
     */
    public Identity(
            NameAddress address,
            String contactUser,
            Optional<Login> login,
            Optional<SipUri> proxy,
            TransportKind transport) {
        this(
                address,
                contactUser,
                login.map(own -> Keyring.of(own, domainOf(address))).orElse(Keyring.EMPTY),
                proxy.map(uri -> uri.withFlag("lr")).stream().toList(),
                Wish.demanding(transport));
    }

    /** The same person, whom the other side is not to know: From is anonymous, and Contact names no user (RFC 3323 §4.1.1). Servers still get the credentials. */
    public Identity anonymous() {
        return new Identity(CallerPrivacy.ANONYMOUS, "", keyring, routes, wish);
    }

    /** The same person with another say about the transport. */
    public Identity withWish(Wish other) {
        return new Identity(address, contactUser, keyring, routes, other);
    }

    private static List<SipUri> domainOf(NameAddress address) {
        return address.uri() instanceof SipUri uri ? List.of(uri) : List.of();
    }

    /** The same person by other routes. */
    public Identity withRoutes(List<SipUri> others) {
        return new Identity(address, contactUser, keyring, others, wish);
    }
}
