package io.switchhook.simulation;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A box that translates between the private addresses of the hosts inside it and one public address. Streams can be
 * opened from the inside only. Ports are drawn at
 * random; they are never those of the inside, so that whoever trusts a Via or Contact instead of looking where a packet
 * came from is found out.
 */
public final class Nat {
    private static final int FIRST_PORT = 10_000;
    private static final int PORTS = 50_000;

    /** What tells mappings apart: the destination only where the box is symmetric, and always for streams. */
    private record Key(boolean stream, InetSocketAddress inside, Optional<InetSocketAddress> destination) {}

    private record Outside(boolean stream, int port) {}

    /** One hole in the box. */
    final class Mapping {
        private final Key key;
        private final InetSocketAddress outside;
        private final Set<InetAddress> contactedAddresses = new HashSet<>();
        private final Set<InetSocketAddress> contacted = new HashSet<>();
        private long usedNanos;

        private Mapping(Key key, InetSocketAddress outside) {
            this.key = key;
            this.outside = outside;
        }

        InetSocketAddress inside() {
            return key.inside;
        }

        InetSocketAddress outside() {
            return outside;
        }

        private void contact(InetSocketAddress destination, long nowNanos) {
            contacted.add(destination);
            contactedAddresses.add(destination.getAddress());
            usedNanos = nowNanos;
        }

        private boolean isExpired(long nowNanos) {
            var life = key.stream ? streamTimeout : mappingTimeout;
            return nowNanos - usedNanos >= life.toNanos();
        }

        /** Whether the box still knows the stream that runs through this hole; if so its bytes keep the hole open. */
        boolean carriesStream(long nowNanos) {
            if (mappings.get(key) != this || isExpired(nowNanos)) {
                return false;
            }
            usedNanos = nowNanos;
            return true;
        }

        /**
         * Whether a datagram from outside may come in. It does not keep the mapping alive: RFC 4787 REQ-6 asks that of
         * outbound ones only.
         */
        boolean admits(InetSocketAddress source, long nowNanos) {
            if (mappings.get(key) != this || isExpired(nowNanos)) {
                return false;
            }
            return switch (kind) {
                case FULL_CONE -> true;
                case RESTRICTED_CONE -> contactedAddresses.contains(source.getAddress());
                case PORT_RESTRICTED_CONE, SYMMETRIC -> contacted.contains(source);
            };
        }
    }

    private final Simulation simulation;
    private final String name;
    private final NatKind kind;
    private final InetAddress publicAddress;
    private final Realm outer;
    private final Realm inner;
    private final SeededRandomness randomness;
    private final Map<Key, Mapping> mappings = new HashMap<>();
    private final Map<Outside, Mapping> byPort = new HashMap<>();
    private Duration mappingTimeout = Duration.ofSeconds(30);
    private Duration streamTimeout = Duration.ofMinutes(124);

    Nat(Simulation simulation, String name, NatKind kind, InetAddress publicAddress, Realm outer) {
        this.simulation = simulation;
        this.name = name;
        this.kind = kind;
        this.publicAddress = publicAddress;
        this.outer = outer;
        this.inner = new Realm(Optional.of(this));
        this.randomness = SeededRandomness.derived(simulation.seed(), "nat " + name);
        outer.add(publicAddress, this);
    }

    public String name() {
        return name;
    }

    public NatKind kind() {
        return kind;
    }

    /** A new host inside, with private addresses that need to be unique inside only. */
    public SimulatedHost host(String hostName, String... addresses) {
        return simulation.hostIn(inner, hostName, addresses);
    }

    /** A box inside this one, such as a home router behind that of the provider. */
    public Nat nat(String boxName, NatKind boxKind, String addressInside) {
        return new Nat(simulation, boxName, boxKind, Simulation.parse(addressInside), inner);
    }

    /** How long a hole for datagrams stays open after the last packet that went out through it; 30 s if not set. */
    public Nat mappingTimeout(Duration timeout) {
        mappingTimeout = timeout;
        return this;
    }

    /**
     * How long an idle stream is remembered; 124 minutes if not set (RFC 5382 REQ-5). After that its packets vanish.
     */
    public Nat streamTimeout(Duration timeout) {
        streamTimeout = timeout;
        return this;
    }

    /** The box is switched off and on: every mapping is forgotten, that of streams too. */
    public void reboot() {
        mappings.clear();
        byPort.clear();
    }

    Realm outer() {
        return outer;
    }

    Realm inner() {
        return inner;
    }

    /** Finds or makes the hole that a packet from inside leaves through. */
    Mapping outbound(boolean stream, InetSocketAddress inside, InetSocketAddress destination, long nowNanos) {
        var byDestination = stream || kind.mapsByDestination();
        var key = new Key(stream, inside, byDestination ? Optional.of(destination) : Optional.empty());
        var mapping = mappings.get(key);
        if (mapping == null || mapping.isExpired(nowNanos)) {
            mapping = open(key, nowNanos);
        }
        mapping.contact(destination, nowNanos);
        return mapping;
    }

    private Mapping open(Key key, long nowNanos) {
        forgetExpired(nowNanos);
        if (byPort.size() >= PORTS) {
            throw new IllegalStateException("NAT " + name + " has no port left");
        }
        int port;
        do {
            port = FIRST_PORT + randomness.nextInt(PORTS);
        } while (port == key.inside.getPort() || byPort.containsKey(new Outside(key.stream, port)));
        var mapping = new Mapping(key, new InetSocketAddress(publicAddress, port));
        mappings.put(key, mapping);
        byPort.put(new Outside(key.stream, port), mapping);
        return mapping;
    }

    private void forgetExpired(long nowNanos) {
        mappings.values().removeIf(mapping -> mapping.isExpired(nowNanos));
        byPort.values().removeIf(mapping -> mapping.isExpired(nowNanos));
    }

    /** The hole for datagrams at this public port; whether it lets them in is asked when they have arrived. */
    Optional<Mapping> inbound(int port, long nowNanos) {
        return Optional.ofNullable(byPort.get(new Outside(false, port)))
                .filter(mapping -> !mapping.isExpired(nowNanos));
    }

    @Override
    public String toString() {
        return name;
    }
}
