package io.switchhook.stack;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.core.auth.DigestClient;
import io.switchhook.sip.core.auth.DigestExchange;
import io.switchhook.sip.core.auth.Keyring;
import io.switchhook.sip.core.auth.Login;
import io.switchhook.sip.core.auth.LoginSource;
import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.PathHeader;
import io.switchhook.sip.message.header.ServiceRouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.flow.Flow;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Keeps the logins of one account, and lets out only what the server that asks may have. The account's own servers are those that it names, those that it routes by, what
 * its registrar tells of the way (Service-Route, Path), and the addresses where these were found: peers name them by address in Record-Route and Contact.
 *
 * <p>Where one of these sends a registration to another server (3xx), that may ask for it too, by a realm that is known to be the account's and no other.
 *
 * <p>Where the account names no realm, those asked for at its registration are its own, and those named like one of its servers; when none is known yet, the first
 * that is seen. Behind a proxy anybody may write any realm, so that a known realm is not proof of anything, but all that there is.
 */
final class KeyHolder {
    private static final int MAX_REALMS = 16;
    private static final int MAX_ADDRESSES = 64;
    private static final int MAX_LEARNED_SERVERS = 16;

    private final Keyring keyring;
    private final DigestClient digest;
    private final Set<String> realms = new LinkedHashSet<>();
    private final Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    private List<SipUri> learned = List.of();
    private List<Sent> redirected = List.of();

    /**
     * Where a registrar of ours has sent us.
     *
     * @param secure whether it said so over a secured path: nothing goes there in the clear then
     */
    private record Sent(SipUri server, boolean secure) {}

    KeyHolder(Keyring keyring, Randomness randomness) {
        this.keyring = keyring;
        this.digest = new DigestClient(realm -> Optional.empty(), keyring.policy(), randomness);
    }

    /**
     * Begins a request to a server; empty when that server may have nothing of ours.
     *
     * @param hop where the request is going by its own words; empty when the flow alone decides
     * @param routes the pre-loaded routes of the sender
     */
    Optional<DigestExchange> exchange(SipRequest request, Optional<NextHop> hop, List<SipUri> routes, Flow flow) {
        boolean own = isOwn(hop, routes, flow);
        boolean registers = request.method().equals(SipMethod.REGISTER);
        boolean sent = registers && !own && isAmong(sentOver(flow), hop);
        var allowed = new LoginSource() {
            @Override
            public Optional<Login> loginFor(String realm) {
                return otherLogin(realm, own, hop)
                        .or(() -> keyring.own()
                                .filter(login -> own
                                        ? isOwnRealm(realm, registers, routes)
                                        : sent && isKnownRealm(realm, routes)));
            }

            @Override
            public boolean isLocal(String realm) {
                return keyring.others().stream()
                        .noneMatch(other -> other.realm().equals(realm));
            }
        };
        boolean asksInVain = !own && !sent && keyring.others().stream().noneMatch(other -> isServer(other, hop));
        return asksInVain
                ? Optional.empty()
                : Optional.of(digest.exchange(
                        flow.remote().toString(), request.to().address().uri().toString(), allowed));
    }

    /** RFC 3608 §5, RFC 3327 §5.3: what a registrar of ours says of the way to it and back. */
    void onRegistered(SipResponse response) {
        learned = Stream.concat(
                        response.allReadable(ServiceRouteHeader.TYPE).stream()
                                .map(header -> header.address().uri()),
                        response.allReadable(PathHeader.TYPE).stream()
                                .map(header -> header.address().uri()))
                .<SipUri>mapMulti(KeyHolder::onlySip)
                .limit(MAX_LEARNED_SERVERS)
                .toList();
    }

    /** RFC 3261 §8.1.3.4: a registrar of ours names others that are to be asked in its place. */
    void onRedirected(SipResponse response, Flow from) {
        var named = response.allReadable(ContactHeader.TYPE).stream()
                .filter(contact -> !contact.star())
                .map(contact -> contact.address().uri())
                .<SipUri>mapMulti(KeyHolder::onlySip)
                .map(server -> new Sent(server, from.kind().secure()));
        redirected = Stream.concat(named, redirected.stream())
                .distinct()
                .limit(MAX_LEARNED_SERVERS)
                .toList();
    }

    private Stream<SipUri> sentOver(Flow flow) {
        return redirected.stream()
                .filter(sent -> flow.kind().secure() || !sent.secure())
                .map(Sent::server);
    }

    private static void onlySip(Uri uri, Consumer<SipUri> sink) {
        if (uri instanceof SipUri sip) {
            sink.accept(sip);
        }
    }

    /** The realms that the account's own login is for, as far as they are known. */
    List<String> ownRealms() {
        return List.copyOf(keyring.realms().isEmpty() ? realms : keyring.realms());
    }

    /** Whether there is a server of the account. */
    boolean isOwn(Optional<NextHop> hop, List<SipUri> routes, Flow flow) {
        boolean named = isAmong(servers(routes), hop);
        if (named && addresses.add(flow.remote()) && addresses.size() > MAX_ADDRESSES) {
            addresses.remove(addresses.iterator().next());
        }
        return named || addresses.contains(flow.remote());
    }

    private static boolean isAmong(Stream<SipUri> servers, Optional<NextHop> hop) {
        return hop.isPresent() && servers.anyMatch(server -> isSame(server, hop.get()));
    }

    private Stream<SipUri> servers(List<SipUri> routes) {
        return Stream.of(keyring.servers(), routes, learned).flatMap(List::stream);
    }

    private static boolean isSame(SipUri server, NextHop hop) {
        var named = NextHop.of(server);
        return named.host().equalsIgnoreCase(hop.host()) && portOf(named) == portOf(hop);
    }

    private static int portOf(NextHop hop) {
        boolean tls = hop.secure() || hop.transport().filter("TLS"::equals).isPresent();
        return hop.port().orElse(tls ? 5_061 : 5_060);
    }

    private static boolean isServer(Keyring.RealmLogin other, Optional<NextHop> hop) {
        return other.server().isPresent()
                && hop.filter(next -> isSame(other.server().get(), next)).isPresent();
    }

    private Optional<Login> otherLogin(String realm, boolean own, Optional<NextHop> hop) {
        return keyring.others().stream()
                .filter(other -> other.realm().equals(realm))
                .filter(other -> other.server().isEmpty() ? own : isServer(other, hop))
                .map(Keyring.RealmLogin::login)
                .findFirst();
    }

    private boolean isOwnRealm(String realm, boolean registers, List<SipUri> routes) {
        if (!keyring.realms().isEmpty()) {
            return keyring.realms().contains(realm);
        }
        boolean known = realms.contains(realm);
        boolean learnable = registers || realms.isEmpty() || isNamedLikeServer(realm, routes);
        if (!known && learnable && realms.size() < MAX_REALMS) {
            realms.add(realm);
            return true;
        }
        return known;
    }

    /** Nothing is learned from a server that the account does not name. */
    private boolean isKnownRealm(String realm, List<SipUri> routes) {
        return keyring.realms().isEmpty()
                ? realms.contains(realm) || isNamedLikeServer(realm, routes)
                : keyring.realms().contains(realm);
    }

    private boolean isNamedLikeServer(String realm, List<SipUri> routes) {
        return servers(routes).anyMatch(server -> server.host().equalsIgnoreCase(realm));
    }
}
