package io.switchhook.phone;

import io.switchhook.base.text.Printable;
import io.switchhook.base.text.Sentences;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.internal.account.AccountAddress;
import io.switchhook.phone.internal.account.AccountFeatures;
import io.switchhook.phone.internal.account.AccountPlan;
import io.switchhook.phone.internal.account.WebSocketServer;
import io.switchhook.sip.core.auth.DigestPolicy;
import io.switchhook.sip.core.auth.Keyring;
import io.switchhook.sip.core.auth.Login;
import io.switchhook.sip.core.feature.FeatureSet;
import io.switchhook.sip.core.usage.OutboundIdentity;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.Wish;
import io.switchhook.stack.flow.TransportKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who a line is and how it logs in. Immutable; the secret never appears in {@link #toString}. */
public final class SipAccount {
    private static final int MAX_ROUTES = 16;
    private static final int MAX_PROXIES = 8;

    private final Builder values;

    private SipAccount(Builder values) {
        this.values = values.copy();
    }

    /**
     * Begins an account.
     *
     * @param address the address-of-record, {@code sip:858@pbx.example.com}; a port and {@code ;transport=tcp}, {@code tls}, {@code ws} or {@code wss} tell where the
     *     registrar listens. {@code sips:} takes TLS to the registrar and asks for it on every hop behind.
     * @throws IllegalArgumentException when it is not such an address
     */
    public static Builder builder(String address) {
        return new Builder(AccountAddress.parse(address));
    }

    /** The address-of-record as given. */
    public SipUri address() {
        return values.address;
    }

    /** The domain that the account registers at, with its port where one was given. */
    private SipUri registrar() {
        var port = values.address.port();
        return SipUri.parse(values.address.scheme() + ":" + values.address.host()
                + (port.isPresent() ? ":" + port.getAsInt() : ""));
    }

    /** The number or name before the at sign. */
    public String user() {
        return values.address.user().orElseThrow();
    }

    public String authUser() {
        return values.authUser.orElseGet(this::user);
    }

    public Optional<String> displayName() {
        return values.displayName;
    }

    /** Where all requests go first, when not to the domain itself: the first of the {@link #proxies}. */
    public Optional<SipUri> proxy() {
        return values.proxies.stream().findFirst();
    }

    /** All that lead to the registrar, the preferred first; empty when requests go to the domain itself. */
    public List<SipUri> proxies() {
        return values.proxies;
    }

    /** What the telephone says that it can (RFC 3840). */
    public FeatureSet features() {
        return values.features;
    }

    /** What several proxies are for. */
    public ProxyUse proxyUse() {
        return values.proxyUse;
    }

    /** The servers that requests outside a dialog pass, by each proxy; one way at least. */
    private List<List<SipUri>> ways() {
        if (values.proxies.isEmpty()) {
            return List.of(wayBy(Optional.empty()));
        }
        return values.proxies.stream().map(proxy -> wayBy(Optional.of(proxy))).toList();
    }

    private List<SipUri> wayBy(Optional<SipUri> proxy) {
        var way = new ArrayList<SipUri>();
        values.webSocket.map(WebSocketServer::route).ifPresent(way::add);
        proxy.map(uri -> uri.withFlag("lr")).ifPresent(way::add);
        way.addAll(values.routes);
        return List.copyOf(way);
    }

    /** The transport to servers whose own URI names none: as demanded, else what DNS says of them, else UDP. */
    public TransportKind transport() {
        return demandedTransport().orElse(TransportKind.UDP);
    }

    private Optional<TransportKind> demandedTransport() {
        var asked = values.webSocket
                .map(WebSocketServer::kind)
                .or(() -> values.transport)
                .or(() -> values.address.transport().flatMap(TransportKind::parse));
        if (values.address.secure()) {
            // RFC 7118 §9.2.
            return Optional.of(
                    asked.filter(TransportKind::webSocket).isPresent() ? TransportKind.WSS : TransportKind.TLS);
        }
        return asked;
    }

    /** The lifetime asked for at the registrar. */
    public Duration expires() {
        return values.expires;
    }

    /** How the calls of this account behave. */
    public CallSettings calls() {
        return values.calls;
    }

    /** Who gets a report on the quality of each call; empty where nobody does. */
    public Optional<SipUri> qualityCollector() {
        return values.qualityCollector;
    }

    AccountPlan plan() {
        return new AccountPlan(
                address(),
                user(),
                displayName(),
                registrar(),
                keyring(),
                ways(),
                values.proxyUse == ProxyUse.ALL_AT_ONCE && values.proxies.size() > 1,
                demandedTransport().map(Wish::demanding).orElse(Wish.ANY),
                values.webSocket,
                values.outbound,
                values.instance,
                features(),
                expires(),
                calls(),
                qualityCollector());
    }

    /** What the account logs in with, and who may ask for it. */
    private Keyring keyring() {
        var servers = new ArrayList<SipUri>();
        servers.add(registrar());
        servers.addAll(values.proxies);
        servers.addAll(values.trusted);
        var own = values.secret.map(secret -> Login.of(authUser(), secret));
        return new Keyring(own, values.realms, servers, values.logins, values.digest);
    }

    @Override
    public String toString() {
        return values.address.toString();
    }

    /** Collects the values of an account. */
    public static final class Builder {
        private final SipUri address;
        private Optional<String> secret = Optional.empty();
        private Optional<String> authUser = Optional.empty();
        private Optional<String> displayName = Optional.empty();
        private List<SipUri> proxies = List.of();
        private ProxyUse proxyUse = ProxyUse.FIRST_THAT_WORKS;
        private boolean outbound;
        private Optional<String> instance = Optional.empty();
        private List<SipUri> routes = List.of();
        private Optional<TransportKind> transport = Optional.empty();
        private Optional<WebSocketServer> webSocket = Optional.empty();
        private Duration expires = Duration.ofMinutes(10);
        private CallSettings calls = CallSettings.DEFAULT;
        private Optional<SipUri> qualityCollector = Optional.empty();
        private Set<String> realms = Set.of();
        private List<SipUri> trusted = List.of();
        private List<Keyring.RealmLogin> logins = List.of();
        private DigestPolicy digest = DigestPolicy.DEFAULT;
        private FeatureSet features = FeatureSet.EMPTY;

        private Builder(SipUri address) {
            this.address = address;
        }

        private Builder copy() {
            var copy = new Builder(address);
            copy.secret = secret;
            copy.authUser = authUser;
            copy.displayName = displayName;
            copy.proxies = proxies;
            copy.proxyUse = proxyUse;
            copy.outbound = outbound;
            copy.instance = instance;
            copy.routes = routes;
            copy.transport = transport;
            copy.webSocket = webSocket;
            copy.expires = expires;
            copy.calls = calls;
            copy.qualityCollector = qualityCollector;
            copy.realms = realms;
            copy.trusted = trusted;
            copy.logins = logins;
            copy.digest = digest;
            copy.features = features;
            return copy;
        }

        /**
         * The password. Without one a challenge is a refusal. It is used for what the registrar, the proxy and the routes of the account ask, and for nobody else: a
         * telephone that is called directly gets no digest to guess it from. Of realms it is used for those that are asked for at the registration, those named like one of
         * these servers, and when there is none of these, the first that is seen; {@link #realm} names them instead.
         *
         * @throws IllegalArgumentException when it is empty
         */
        public Builder secret(String password) {
            secret = Optional.of(password(password));
            return this;
        }

        /** The name to log in with, where it is not the user of the address. */
        public Builder authUser(String name) {
            authUser = Optional.of(filled("authentication name", name));
            return this;
        }

        /** The realms that {@link #secret} is for, and no others: 16 at most; replaces those given before. */
        public Builder realm(String... names) {
            requireFew("realms", names.length);
            realms = Arrays.stream(names).map(name -> clean("realm", name)).collect(Collectors.toUnmodifiableSet());
            return this;
        }

        /**
         * Further servers that may ask for {@link #secret}, {@code sip:sbc2.example.com:5070}: where a provider answers from other hosts than it is named by. 16 at most;
         * replaces those given before.
         *
         * @throws IllegalArgumentException when one of them is no SIP URI
         */
        public Builder trustedServer(String... uris) {
            requireFew("trusted servers", uris.length);
            trusted = Arrays.stream(uris).map(uri -> server("server", uri)).toList();
            return this;
        }

        /**
         * A further login, for whoever asks for it by this realm through the account's own servers: the proxy of another domain, for instance. 16 at most; a later one for
         * the same realm does not replace an earlier one.
         */
        public Builder login(String realm, String user, String password) {
            return add(new Keyring.RealmLogin(clean("realm", realm), loginOf(user, password), Optional.empty()));
        }

        /**
         * A further login for one server outside the account's own, which is called directly.
         *
         * @param server as {@code sip:host:port}
         * @throws IllegalArgumentException when it is no SIP URI
         */
        public Builder login(String realm, String user, String password, String server) {
            return add(new Keyring.RealmLogin(
                    clean("realm", realm), loginOf(user, password), Optional.of(server("server", server))));
        }

        /**
         * What the account consents to when it is asked for a login: the weakest hash, whether bodies are covered, whether the server has to prove itself. A server that does
         * not is refused with 401, but for calls, which carry a warning; {@link DigestPolicy#DEFAULT} when not given.
         */
        public Builder digest(DigestPolicy policy) {
            digest = Objects.requireNonNull(policy, "policy");
            return this;
        }

        private static Login loginOf(String user, String password) {
            return Login.of(filled("authentication name", user), password(password));
        }

        private Builder add(Keyring.RealmLogin login) {
            requireFew("further logins", logins.size() + 1);
            logins = Stream.concat(logins.stream(), Stream.of(login)).toList();
            return this;
        }

        private static void requireFew(String what, int count) {
            if (count > MAX_ROUTES) {
                throw new IllegalArgumentException(
                        "An account has at most " + MAX_ROUTES + " " + what + ", but not " + count);
            }
        }

        /** The name shown to those we call. */
        public Builder displayName(String name) {
            displayName = Optional.of(clean("display name", name));
            return this;
        }

        /** The server that all requests go to first, {@code sip:proxy.example.com:5062;transport=tcp}; always a loose router. */
        public Builder proxy(String uri) {
            proxies = List.of(server("proxy", uri));
            return this;
        }

        /**
         * As {@link #proxy}, several of them: outbound proxies, or registrars that know each other's users. With {@link ProxyUse#ALL_AT_ONCE} the line asks for
         * {@link #outbound()}. 1 to 8; replaces those given before.
         *
         * @throws IllegalArgumentException when one of them is no SIP URI, or there are too many
         */
        public Builder proxies(ProxyUse use, String... uris) {
            if (uris.length < 1 || uris.length > MAX_PROXIES) {
                throw new IllegalArgumentException(
                        "A line has 1 to " + MAX_PROXIES + " proxies, but not " + uris.length);
            }
            proxies = Arrays.stream(uris).map(uri -> server("proxy", uri)).toList();
            proxyUse = Objects.requireNonNull(use, "use");
            outbound |= use == ProxyUse.ALL_AT_ONCE;
            return this;
        }

        /**
         * Asks to be reached over the flow that the registration takes, keeps that flow alive, and replaces it when it fails (RFC 5626). Where the registrar or a proxy does
         * not know how, the line registers as usual. The device is named by {@link SoftPhone#instance()}.
         */
        public Builder outbound() {
            outbound = true;
            return this;
        }

        /**
         * As {@link #outbound()}, with the name of the device, the same for ever.
         *
         * @param instance a URN, {@code urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6}
         * @throws IllegalArgumentException when it is none
         */
        public Builder outbound(String instance) {
            if (!OutboundIdentity.isInstance(instance)) {
                throw new IllegalArgumentException("\"" + Printable.escape(instance)
                        + "\" names no device; write urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
            }
            this.instance = Optional.of(instance);
            return outbound();
        }

        /**
         * The servers that requests outside a dialog pass, in this order, after the {@link #proxy}: a pre-loaded route (RFC 3261 §8.1.2). A URI with {@code ;lr} is a
         * loose router, one without is a strict router of RFC 2543. 16 at most; replaces the routes given before.
         *
         * @throws IllegalArgumentException when one of them is no SIP URI
         */
        public Builder route(String... uris) {
            if (uris.length > MAX_ROUTES) {
                throw new IllegalArgumentException(
                        "A route has at most " + MAX_ROUTES + " servers, but not " + uris.length);
            }
            routes = Arrays.stream(uris).map(uri -> server("route", uri)).toList();
            return this;
        }

        private static SipUri server(String what, String uri) {
            try {
                return SipUri.parse(AccountAddress.withScheme(
                        Objects.requireNonNull(uri, what).strip()));
            } catch (MalformedException e) {
                throw new IllegalArgumentException(
                        "\"" + Printable.escape(uri) + "\" is no " + what + "; write sip:host:port: " + e.getMessage(),
                        e);
            }
        }

        /**
         * The server that all requests go to first, over WebSocket (RFC 7118): {@code wss://pbx.example.com/ws}, {@code ws://192.0.2.1:8080}. Takes the place of
         * {@link #transport}; a server that needs no path of its own can be given with {@code ;transport=ws} in the address instead.
         *
         * @throws IllegalArgumentException when it is no such URL, or a {@code ws:} one for a {@code sips:} address
         */
        public Builder webSocket(String url) {
            var server = WebSocketServer.parse(url);
            if (address.secure() && !server.kind().secure()) {
                throw new IllegalArgumentException("sips is never sent over ws; take a wss: URL (RFC 7118 §9.2)");
            }
            webSocket = Optional.of(server);
            return this;
        }

        /** Instead of the transport parameter of the address; a {@code sips:} address takes TLS all the same, or WSS. */
        public Builder transport(TransportKind kind) {
            transport = Optional.of(Objects.requireNonNull(kind, "kind"));
            return this;
        }

        /** The lifetime to ask for, 1 s to 24 h; 10 minutes by default. It is refreshed in time whatever is granted. */
        public Builder expires(Duration lifetime) {
            if (Objects.requireNonNull(lifetime, "lifetime").compareTo(Duration.ofSeconds(1)) < 0
                    || lifetime.compareTo(Duration.ofHours(24)) > 0) {
                throw new IllegalArgumentException("A registration can be asked for 1 second to 24 hours, but not for "
                        + Sentences.time(lifetime));
            }
            expires = lifetime;
            return this;
        }

        /**
         * What the telephone can, told to the registrar, so that callers may choose among the telephones of one address (RFC 3840 §6, RFC 3841): {@code audio;mobility="mobile"},
         * {@code automata;actor="msg-taker";methods="INVITE,BYE,ACK,CANCEL,OPTIONS"}. Replaces what was given before.
         *
         * @throws IllegalArgumentException when it cannot be read, or a parameter is no feature: one of RFC 3840 §9, or one that begins with a plus
         */
        public Builder features(String parameters) {
            features = AccountFeatures.parse(parameters);
            return this;
        }

        /** How calls behave; {@link CallSettings#DEFAULT} when not given. */
        public Builder calls(CallSettings settings) {
            calls = Objects.requireNonNull(settings, "settings");
            return this;
        }

        /**
         * Who gets a report on the quality of each call, {@code sip:collector@example.com} (RFC 6035 §3.2): when an answered call is over, one PUBLISH tells it what was lost, late
         * and heard, between whom and when; nothing is sent unless this is given. It goes the way of all requests of the account. What the other side hears is told where that has
         * said so ({@link CallSettings#withQualityReports}). A report is sent once, whatever becomes of it: one that says it takes none (405, 489, 403 and the like) gets no more,
         * one that names a time to wait (Retry-After) none till then, and no call notices.
         *
         * @throws IllegalArgumentException when it is no SIP URI
         */
        public Builder qualityCollector(String uri) {
            qualityCollector = Optional.of(server("collector", uri));
            return this;
        }

        public SipAccount build() {
            return new SipAccount(this);
        }

        private static String password(String given) {
            if (Objects.requireNonNull(given, "password").isEmpty()) {
                throw new IllegalArgumentException("The secret is empty; an account without one is given none");
            }
            return given;
        }

        private static String filled(String what, String value) {
            if (Objects.requireNonNull(value, what).isEmpty()) {
                throw new IllegalArgumentException("The " + what + " is empty");
            }
            return clean(what, value);
        }

        private static String clean(String what, String value) {
            if (!Printable.isClean(Objects.requireNonNull(value, what))) {
                throw new IllegalArgumentException("The " + what + " has a line end or another control character: \""
                        + Printable.escape(value) + "\"");
            }
            return value;
        }
    }
}
