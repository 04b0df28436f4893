package io.switchhook.simulation;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An area in which addresses are unique and reach each other directly: the open network, or the inside of one NAT box.
 */
final class Realm {
    private final Optional<Nat> gateway;
    private final Map<InetAddress, SimulatedHost> hosts = new LinkedHashMap<>();
    private final Map<InetAddress, Nat> boxes = new LinkedHashMap<>();

    /** @param gateway the box whose inside this is */
    Realm(Optional<Nat> gateway) {
        this.gateway = gateway;
    }

    void add(InetAddress address, SimulatedHost host) {
        requireFree(address);
        hosts.put(address, host);
    }

    void add(InetAddress address, Nat box) {
        requireFree(address);
        boxes.put(address, box);
    }

    private void requireFree(InetAddress address) {
        if (hosts.containsKey(address) || boxes.containsKey(address)) {
            throw new IllegalArgumentException("Address " + address.getHostAddress() + " is taken already");
        }
    }

    Optional<Nat> gateway() {
        return gateway;
    }

    Optional<SimulatedHost> hostAt(InetAddress address) {
        return Optional.ofNullable(hosts.get(address));
    }

    Optional<Nat> boxAt(InetAddress address) {
        return Optional.ofNullable(boxes.get(address));
    }
}
