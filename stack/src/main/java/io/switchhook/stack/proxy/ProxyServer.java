package io.switchhook.stack.proxy;

import io.switchhook.base.net.AddressRange;
import io.switchhook.base.net.ClientProof;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsIdentity;
import io.switchhook.base.net.TlsTrust;
import io.switchhook.base.net.WebSocketSettings;
import io.switchhook.base.world.World;
import io.switchhook.sip.core.auth.DigestAlgorithm;
import io.switchhook.sip.core.auth.SecretStore;
import io.switchhook.sip.core.proxy.ProxyRules;
import io.switchhook.sip.core.registrar.RegistrarLimits;
import io.switchhook.sip.core.transaction.TimerValues;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.FlowTimers;
import io.switchhook.stack.StackConfig;
import io.switchhook.stack.StackLoad;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.trace.TraceSink;
import io.switchhook.transport.RealWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.SecretKey;

/**
 * A SIP proxy inside your program, with a registrar if you like: RFC 3261 §16 and §10. Your {@link RoutingPolicy} says where requests go.
 *
 * <pre>{@code
 * try (var proxy = ProxyServer.builder()
 *         .listen("udp:192.0.2.1:5060")
 *         .domain("example.com")
 *         .users("example.com", secrets)
 *         .registrar(RegistrarLimits.DEFAULT)
 *         .policy(request -> request.user().isEmpty() ? RoutingDecision.challenge() : RoutingDecision.onward(request.message()))
 *         .start()) { ... }
 * }</pre>
 *
 * <p>All methods may be called from any thread.
 */
public final class ProxyServer implements AutoCloseable {
    private static final Duration CLOSING_STEP = Duration.ofMillis(50);

    private final World world;
    private final Optional<RealWorld> ownWorld;
    private final ProxySettings settings;
    private final ProxyEngine engine;
    private final AtomicBoolean closeAsked = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private ProxyServer(World world, Optional<RealWorld> ownWorld, ProxySettings settings) throws IOException {
        this.world = world;
        this.ownWorld = ownWorld;
        this.settings = settings;
        this.engine = new ProxyEngine(world, settings);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Where it is reached, with real port numbers. */
    public List<ListenPoint> listenPoints() {
        return engine.stack().listenPoints();
    }

    /** What the stack holds now: all zero when requests and their last retransmissions are over. */
    public CompletableFuture<StackLoad> load() {
        var future = new CompletableFuture<StackLoad>();
        boolean asked = engine.stack().loop().post(() -> {
            var load = engine.stack().load();
            world.openLane("switchhook-outcome").submit(() -> future.complete(load));
        });
        if (!asked) {
            future.complete(new StackLoad(0, 0, 0, 0));
        }
        return future;
    }

    /** Starts to close, as {@link #close} does, without waiting; completes when nothing is left. May be called any number of times. */
    public CompletableFuture<Void> closeAsync() {
        var loop = engine.stack().loop();
        if (closeAsked.compareAndSet(false, true)
                && !loop.post(() ->
                        closeWhenIdle(loop.nowNanos() + settings.closePatience().toNanos()))) {
            release();
        }
        return closed.copy().thenRun(() -> ownWorld.ifPresent(RealWorld::close));
    }

    private void closeWhenIdle(long byNanos) {
        var loop = engine.stack().loop();
        if (engine.finish() || loop.nowNanos() >= byNanos) {
            release();
        } else {
            loop.alarm(() -> closeWhenIdle(byNanos)).set(loop.nowNanos() + CLOSING_STEP.toNanos());
        }
    }

    /** On a thread that may wait for the loop. */
    private void release() {
        world.openLane("switchhook-close").submit(() -> {
            try {
                engine.stack().close();
            } finally {
                closed.complete(null);
            }
        });
    }

    /**
     * Takes no new requests, gives those under way a few seconds, and frees ports and threads. Calls that were set up through it go on without it. Calling it again does
     * nothing.
     *
     * <p>It waits for other threads, and in a simulated world there are none: there {@link #closeAsync} is called, and the simulation awaits its future.
     */
    @Override
    public void close() {
        closeAsync().join();
    }

    /** Collects the settings of a proxy. */
    public static final class Builder {
        private static final int SIP_PORT = 5060;
        private static final int SHORTEST_FLOW_KEY = 16;
        private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(4);

        private final List<ListenPoint> listen = new ArrayList<>();
        private final Set<String> domains = new HashSet<>();
        private final Set<String> extensions = new HashSet<>();
        private Optional<RoutingPolicy> policy = Optional.empty();
        private Optional<RegistrarLimits> registrar = Optional.empty();
        private Optional<ProxySettings.Users> users = Optional.empty();
        private Optional<World> world = Optional.empty();
        private StreamSettings streams = StreamSettings.DEFAULT;
        private ProxyRules rules = ProxyRules.DEFAULT;
        private boolean policyOnLoop;
        private boolean stateful = true;
        private boolean recordRoute = true;
        private boolean authenticationInfo;
        private boolean edge;
        private Optional<SecretKey> flowKey = Optional.empty();
        private final List<AddressRange> trusted = new ArrayList<>();
        private Optional<String> assertedDomain = Optional.empty();
        private FlowTimers flowTimers = FlowTimers.DEFAULT;
        private String product = "Switchhook";
        private TimerValues timers = TimerValues.DEFAULT;
        private TraceSink trace = TraceSink.NONE;
        private Optional<TransactionBounds> bounds = Optional.empty();

        private record TransactionBounds(int inTotal, int fromOnePeer) {}

        private Builder() {}

        /**
         * Adds an address to listen on: {@code udp:192.0.2.1:5060}, {@code tcp:[::1]:5060}, {@code tls:192.0.2.1:5061}, {@code ws:192.0.2.1:8080},
         * {@code wss:192.0.2.1:8443}; port 0 takes any free one. At least one is needed; {@code tls} and {@code wss} need {@link #tls} too. Who comes by a WebSocket, or
         * by TLS without a certificate of its own, is reached by that connection alone, so that {@code tls}, {@code ws} and {@code wss} make the proxy an {@link #edge}.
         *
         * @throws IllegalArgumentException when it cannot be read; the message says how to write it
         */
        public Builder listen(String address) {
            var point = ListenPoint.parse(address, SIP_PORT);
            edge |= point.transport().webSocket() || point.transport().secure();
            listen.add(point);
            return this;
        }

        /**
         * Who the proxy is on secure connections, those that it opens too: the certificate has to be for the domain that telephones and other proxies look for (RFC 5922). Where
         * it is to ask for theirs, and which it believes, {@link #tlsClients} says.
         */
        public Builder tls(TlsIdentity identity) {
            streams = streams.withIdentity(Objects.requireNonNull(identity, "identity"));
            return this;
        }

        /**
         * Whose certificates are believed: those of the servers that the proxy connects to, and, as {@code proof} says, those of whoever connects to it.
         */
        public Builder tlsClients(TlsTrust trust, ClientProof proof) {
            streams = streams.withTrust(Objects.requireNonNull(trust, "trust"))
                    .withClientProof(Objects.requireNonNull(proof, "proof"));
            return this;
        }

        /** At which path, and from the pages of which sites, telephones may connect over WebSocket; at any and from all by default (RFC 7118). */
        public Builder webSocket(WebSocketSettings settings) {
            streams = streams.withWebSocket(Objects.requireNonNull(settings, "settings"));
            return this;
        }

        /** Adds a domain that this proxy is responsible for, and a name that Routes may have for it. Its own addresses need not be given. */
        public Builder domain(String name) {
            domains.add(name.toLowerCase(Locale.ROOT));
            return this;
        }

        /** Says where requests go; needed. Asked off the loop: it may ask a database. */
        public Builder policy(RoutingPolicy where) {
            policyOnLoop = false;
            return asking(where);
        }

        /** As {@link #policy}, for a policy that needs no more than memory: it is asked on the loop, which spares each request two changes of threads. It must not block. */
        public Builder policyOnLoop(RoutingPolicy where) {
            policyOnLoop = true;
            return asking(where);
        }

        private Builder asking(RoutingPolicy where) {
            policy = Optional.of(where);
            return this;
        }

        /** Keeps no state: each message is forwarded by itself, to the first target alone, and nothing is repeated, forked or cancelled by the proxy (RFC 3261 §16.11). */
        public Builder stateless() {
            stateful = false;
            return this;
        }

        /** Stays out of the dialogs it helps to open; requests inside of them then go from end to end. */
        public Builder withoutRecordRoute() {
            recordRoute = false;
            return this;
        }

        /**
         * Stands at the edge: telephones open their flows to it, through NATs, and requests for them come back over these flows alone (RFC 5626 §5). It puts itself into the Path
         * of what they register elsewhere (RFC 3327), under a name for the flow that nobody can forge. A request that names a flow with a false name is refused with 403, and
         * one whose flow is gone with 430, which lets the registrar try another flow of the telephone. The policy is not asked about requests that name a flow. Dialogs of
         * telephones that say {@code ob}, or name themselves by a GRUU (RFC 5627), are kept on their flows whatever {@link #withoutRecordRoute} says.
         */
        public Builder edge() {
            edge = true;
            return this;
        }

        /**
         * Gives the key with which an {@link #edge} seals the names of flows, so that it knows them again after a restart: telephones stay within reach by UDP, and those whose
         * connections are gone are answered 430, which lets the registrar try their other flows, and not 403. Without it a key is drawn at each start. Keep it as a password is
         * kept; whoever has it can have requests sent to any address.
         *
         * @param key 16 bytes or more of a {@link java.security.SecureRandom}
         * @throws IllegalArgumentException when it is shorter
         */
        public Builder flowKey(byte[] key) {
            if (key.length < SHORTEST_FLOW_KEY) {
                throw new IllegalArgumentException(
                        "A key for the names of flows has 16 bytes or more, but this one has " + key.length);
            }
            flowKey = Optional.of(FlowTokens.key(key));
            return this;
        }

        /**
         * How often telephones that register with {@code outbound} have to be heard (RFC 5626 §5.4); {@link FlowTimers#DEFAULT} without this. A registrar forgets what is bound
         * to a flow that has fallen silent. An edge closes a connection that has, and requests for the telephone are answered 430; so they are over a path by UDP until
         * something comes over it again.
         */
        public Builder flowTimers(FlowTimers times) {
            flowTimers = times;
            return this;
        }

        /** Timer C, recursion, breadth of forking. */
        public Builder rules(ProxyRules how) {
            rules = how;
            return this;
        }

        /** Understands this option tag of Proxy-Require. */
        public Builder extension(String optionTag) {
            extensions.add(optionTag);
            return this;
        }

        /**
         * Takes REGISTER requests for its domains; {@link io.switchhook.sip.core.proxy.RoutingDecision.ToBindings} leads to who has registered: to the telephones that the
         * caller wants, in the order of their q and of what the caller prefers (RFC 3840, {@link io.switchhook.sip.core.proxy.CallerPreferences}).
         */
        public Builder registrar(RegistrarLimits limits) {
            registrar = Optional.of(limits);
            return this;
        }

        /**
         * Knows who its users are: REGISTER needs their secret (401), and so does what the policy wants to be challenged (407).
         *
         * @param secrets asked on the loop: must not block
         */
        public Builder users(String realm, SecretStore secrets) {
            return users(realm, secrets, List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5));
        }

        /** As {@link #users(String, SecretStore)}, offering these algorithms, the preferred first. */
        public Builder users(String realm, SecretStore secrets, List<DigestAlgorithm> algorithms) {
            users = Optional.of(new ProxySettings.Users(realm, secrets, List.copyOf(algorithms)));
            return this;
        }

        /**
         * Proves to who registers, in the 200, that it knows the secret too, and gives a new nonce when the one used gets old (RFC 7616 §3.5). Off by default: each 200 then
         * costs two hashes more. A proxy with transactions says the same, in Proxy-Authentication-Info, in a 2xx to what it has asked credentials for itself (407); RFC 3261 does
         * not know that header, and who does not know it leaves it aside.
         */
        public Builder authenticationInfo() {
            authenticationInfo = true;
            return this;
        }

        /**
         * Trusts the elements at these addresses, and tells them who is calling (RFC 3325 §5): what they say in P-Asserted-Identity is passed on, and they hear it of callers
         * too who want nobody else to know ({@code Privacy: id}). Of everybody else, telephones among them, P-Asserted-Identity is taken away, and P-Preferred-Identity is never
         * passed on. Credentials for our realm reach trusted elements alone, and those only if no {@link #assertingIdentities identity is asserted} to them instead: proxies in
         * a row that each want the same credentials have to trust each other. May be called several times; without it nobody is trusted. Give only addresses that
         * nobody else can send from.
         *
         * @param range an address, or a range of them: {@code 192.0.2.0/24}, {@code 2001:db8::/32}
         * @throws IllegalArgumentException when it cannot be read; the message says how to write it
         */
        public Builder trusting(String range) {
            trusted.add(AddressRange.parse(range));
            return this;
        }

        /**
         * Says in P-Asserted-Identity who is calling, of callers who have proved to be one of our {@link #users} in a request that the policy is asked about: {@code sip:} with
         * their user name and this domain, or another address of theirs in our domains that they prefer (RFC 3325 §6). Without it nothing is asserted.
         *
         * @throws IllegalArgumentException when it is no host name
         */
        public Builder assertingIdentities(String domain) {
            try {
                assertedDomain = Optional.of(SipUri.of("", domain).host());
            } catch (MalformedException e) {
                throw new IllegalArgumentException(
                        "Identities are asserted in a domain such as example.com, but \"" + domain + "\" was given", e);
            }
            return this;
        }

        /** The text of Server in responses of the proxy's own. */
        public Builder product(String text) {
            product = text;
            return this;
        }

        /**
         * How many requests are remembered at once, each for some 32 s and a few hundred bytes once it is answered; without this 200,000, of which half may come from one IPv4
         * address or IPv6 /64. What is more is answered 503, or not at all when it comes from one peer over UDP. A proxy between trunks that bring 1,500 calls a second each
         * needs more.
         *
         * @throws IllegalArgumentException when one of them is less than 1
         */
        public Builder maxTransactions(int inTotal, int fromOnePeer) {
            if (inTotal < 1 || fromOnePeer < 1) {
                throw new IllegalArgumentException(
                        "A proxy has to remember at least one request, and one of each peer, but " + inTotal + " and "
                                + fromOnePeer + " were given");
            }
            bounds = Optional.of(new TransactionBounds(inTotal, fromOnePeer));
            return this;
        }

        /** The timers of SIP, for tests and unusual networks. */
        public Builder timers(TimerValues values) {
            timers = values;
            return this;
        }

        /** Gets everything that goes over the wire. */
        public Builder trace(TraceSink sink) {
            trace = sink;
            return this;
        }

        /** Runs in this world, a simulated one for tests, which is not closed with the proxy. */
        public Builder world(World given) {
            world = Optional.of(given);
            return this;
        }

        /** Who knows its telephones heeds what callers want of them (RFC 3841 §5). */
        private Set<String> understood() {
            var all = new HashSet<>(extensions);
            registrar.ifPresent(any -> all.add("pref"));
            return Set.copyOf(all);
        }

        /**
         * Opens the ports and runs.
         *
         * @throws UncheckedIOException when a port cannot be had; nothing stays open then
         * @throws IllegalArgumentException when there is nowhere to listen, or no policy
         */
        public ProxyServer start() {
            if (policy.isEmpty()) {
                throw new IllegalArgumentException("A proxy needs a policy that says where requests go");
            }
            var config = StackConfig.listeningOn(listen)
                    .withProduct(product)
                    .withStreams(streams)
                    .withTimers(timers)
                    .withTrace(trace);
            var stack = bounds.map(most -> config.withMaxTransactions(most.inTotal(), most.fromOnePeer()))
                    .orElse(config);
            var settings = new ProxySettings(
                    stack,
                    Set.copyOf(domains),
                    understood(),
                    policy.get(),
                    policyOnLoop,
                    rules,
                    stateful,
                    recordRoute,
                    edge,
                    flowKey,
                    flowTimers,
                    registrar,
                    users,
                    authenticationInfo,
                    List.copyOf(trusted),
                    assertedDomain,
                    CLOSE_PATIENCE);
            var own = world.isPresent() ? Optional.<RealWorld>empty() : Optional.of(RealWorld.open());
            try {
                return new ProxyServer(world.orElseGet(own::orElseThrow), own, settings);
            } catch (IOException e) {
                own.ifPresent(RealWorld::close);
                throw new UncheckedIOException("The proxy cannot listen: " + e.getMessage(), e);
            } catch (RuntimeException e) {
                own.ifPresent(RealWorld::close);
                throw e;
            }
        }
    }
}
