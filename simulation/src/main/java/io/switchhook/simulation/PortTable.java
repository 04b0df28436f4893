package io.switchhook.simulation;

import io.switchhook.base.net.IpLiteral;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who holds which port of a host. The wildcard of IPv4 stands for all IPv4 addresses, that of IPv6 for all addresses.
 *
 * @param <T> who holds a port
 */
final class PortTable<T> {
    private static final int FIRST_EPHEMERAL = 32_768;
    private static final int EPHEMERALS = 28_232;

    private record Holder<T>(InetAddress address, T holder) {}

    private final String what;
    private final SimulatedHost host;
    private final SeededRandomness randomness;
    private final Map<Integer, List<Holder<T>>> held = new TreeMap<>();

    /** @param what the kind of port, for messages: "UDP", "TCP" */
    PortTable(String what, SimulatedHost host, SeededRandomness randomness) {
        this.what = what;
        this.host = host;
        this.randomness = randomness;
    }

    /** The address to bind, with a real port number. */
    InetSocketAddress choose(InetSocketAddress wanted) throws BindException {
        var address = wanted.getAddress();
        if (address == null || !(address.isAnyLocalAddress() || host.owns(address))) {
            throw new BindException(wanted + " is not an address of host " + host.name());
        }
        if (wanted.getPort() == 0) {
            return new InetSocketAddress(address, chooseEphemeral(address));
        }
        if (!isFree(address, wanted.getPort())) {
            throw new BindException(what + " port " + IpLiteral.asHostPort(wanted) + " is already in use");
        }
        return wanted;
    }

    private int chooseEphemeral(InetAddress address) throws BindException {
        int start = randomness.nextInt(EPHEMERALS);
        for (int i = 0; i < EPHEMERALS; i++) {
            int port = FIRST_EPHEMERAL + (start + i) % EPHEMERALS;
            if (isFree(address, port)) {
                return port;
            }
        }
        throw new BindException("No free " + what + " port is left on " + IpLiteral.asHost(address));
    }

    private boolean isFree(InetAddress address, int port) {
        return held.getOrDefault(port, List.of()).stream()
                .noneMatch(other -> covers(other.address, address) || covers(address, other.address));
    }

    private static boolean covers(InetAddress bound, InetAddress address) {
        if (!bound.isAnyLocalAddress()) {
            return bound.equals(address);
        }
        return bound instanceof Inet6Address || bound.getClass() == address.getClass();
    }

    void hold(InetSocketAddress local, T holder) {
        held.computeIfAbsent(local.getPort(), port -> new ArrayList<>()).add(new Holder<>(local.getAddress(), holder));
    }

    void release(InetSocketAddress local, T holder) {
        var holders = held.get(local.getPort());
        if (holders != null && holders.removeIf(other -> other.holder == holder) && holders.isEmpty()) {
            held.remove(local.getPort());
        }
    }

    Optional<T> at(InetSocketAddress destination) {
        for (var other : held.getOrDefault(destination.getPort(), List.of())) {
            if (covers(other.address, destination.getAddress())) {
                return Optional.of(other.holder);
            }
        }
        return Optional.empty();
    }

    List<T> all() {
        return held.values().stream().flatMap(List::stream).map(Holder::holder).toList();
    }

    void clear() {
        held.clear();
    }
}
