package io.switchhook.simulation;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Realms, links and cables: decides where packets go, when they arrive, and which do not. */
final class Internet {
    /** A packet that has passed so many boxes runs in a circle. */
    private static final int MAX_BOXES = 16;

    private record Direction(SimulatedHost from, SimulatedHost to) {}

    /** A packet under way, for the wiretap. */
    record Flight(
            long id,
            Packet.Kind kind,
            long sentNanos,
            SimulatedHost host,
            InetSocketAddress from,
            InetSocketAddress to) {}

    private final Scheduler scheduler;
    private final Wiretap wiretap;
    private final SeededRandomness randomness;
    private final DeliveryBuffer buffer = new DeliveryBuffer();
    private final Realm open = new Realm(Optional.empty());
    private final Map<Direction, LinkModel> links = new HashMap<>();
    private final Set<Direction> cuts = new HashSet<>();
    private final Set<SimulatedHost> unplugged = new HashSet<>();
    private final Map<Direction, Long> lastArrivals = new HashMap<>();
    private LinkModel defaultLink = LinkModel.LAN;

    Internet(Scheduler scheduler, Wiretap wiretap, long seed) {
        this.scheduler = scheduler;
        this.wiretap = wiretap;
        this.randomness = SeededRandomness.derived(seed, "network");
    }

    Realm open() {
        return open;
    }

    DeliveryBuffer buffer() {
        return buffer;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    SeededRandomness randomness() {
        return randomness;
    }

    void defaultLink(LinkModel model) {
        defaultLink = model;
    }

    void link(SimulatedHost from, SimulatedHost to, LinkModel model) {
        links.put(new Direction(from, to), model);
    }

    LinkModel linkOf(SimulatedHost from, SimulatedHost to) {
        return from == to ? LinkModel.LOOPBACK : links.getOrDefault(new Direction(from, to), defaultLink);
    }

    void cut(SimulatedHost from, SimulatedHost to) {
        cuts.add(new Direction(from, to));
    }

    void restore(SimulatedHost from, SimulatedHost to) {
        cuts.remove(new Direction(from, to));
    }

    void unplug(SimulatedHost host) {
        unplugged.add(host);
    }

    void plugIn(SimulatedHost host) {
        unplugged.remove(host);
    }

    /** Whether packets pass from one host to another just now. */
    boolean isUp(SimulatedHost from, SimulatedHost to) {
        if (!from.isAlive() || !to.isAlive()) {
            return false;
        }
        return from == to
                || !(cuts.contains(new Direction(from, to)) || unplugged.contains(from) || unplugged.contains(to));
    }

    Flight depart(Packet.Kind kind, SimulatedHost host, InetSocketAddress from, InetSocketAddress to) {
        return new Flight(wiretap.nextId(), kind, scheduler.nowNanos(), host, from, to);
    }

    /** Tells the wiretap of a packet that came to nothing before any host or hole was found for it. */
    void tellLost(Flight flight, Packet.Fate fate, byte[] bytes) {
        tell(flight, fate, "", flight.from(), bytes);
    }

    void tell(Flight flight, Packet.Fate fate, Routing.Path path, byte[] bytes) {
        tell(flight, fate, path.target().name(), path.seenFrom(), bytes);
    }

    void tell(Flight flight, Packet.Fate fate, String toHost, InetSocketAddress seenFrom, byte[] bytes) {
        wiretap.tell(new Packet(
                flight.id(),
                flight.kind(),
                fate,
                flight.sentNanos(),
                scheduler.nowNanos(),
                flight.host().name(),
                toHost,
                flight.from(),
                seenFrom,
                flight.to(),
                new Packet.Payload(bytes)));
    }

    /** Finds the way, opening holes in the NAT boxes that the packet leaves through. */
    Routing route(SimulatedHost host, boolean stream, InetSocketAddress from, InetSocketAddress to) {
        long now = scheduler.nowNanos();
        var entered = new ArrayList<Routing.Entrance>();
        var left = new ArrayList<Nat.Mapping>();
        if (host.owns(to.getAddress())) {
            return new Routing.Path(host, from, to, entered, left);
        }
        var realm = host.realm();
        var source = from;
        var destination = to;
        for (int boxes = 0; boxes < MAX_BOXES; boxes++) {
            var target = realm.hostAt(destination.getAddress());
            if (target.isPresent()) {
                return new Routing.Path(target.get(), source, destination, entered, left);
            }
            var box = realm.boxAt(destination.getAddress());
            if (box.isPresent()) {
                var hole = stream ? Optional.<Nat.Mapping>empty() : box.get().inbound(destination.getPort(), now);
                if (hole.isEmpty()) {
                    return new Routing.NoWay(Packet.Fate.NAT_BLOCKED);
                }
                entered.add(new Routing.Entrance(hole.get(), source));
                destination = hole.get().inside();
                realm = box.get().inner();
            } else if (realm.gateway().isPresent() && entered.isEmpty()) {
                var hole = realm.gateway().get().outbound(stream, source, destination, now);
                left.add(hole);
                source = hole.outside();
                realm = realm.gateway().get().outer();
            } else {
                break;
            }
        }
        return new Routing.NoWay(Packet.Fate.NO_ROUTE);
    }

    void sendDatagram(SimulatedHost host, InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
        var flight = depart(Packet.Kind.DATAGRAM, host, from, to);
        var routing = route(host, false, from, to);
        if (routing instanceof Routing.NoWay noWay) {
            tellLost(flight, noWay.fate(), bytes);
            return;
        }
        var path = (Routing.Path) routing;
        var link = linkOf(host, path.target());
        if (!isUp(host, path.target())) {
            tell(flight, Packet.Fate.CUT, path, bytes);
        } else if (link.mtuBytes().isPresent() && bytes.length > link.mtuBytes().getAsInt()) {
            tell(flight, Packet.Fate.TOO_LONG, path, bytes);
        } else if (randomness.chance(link.lossPercent())) {
            tell(flight, Packet.Fate.LOST, path, bytes);
        } else {
            fly(flight, path, link, bytes, Packet.Fate.DELIVERED);
            if (randomness.chance(link.duplicationPercent())) {
                fly(flight, path, link, bytes, Packet.Fate.DUPLICATED);
            }
        }
    }

    private void fly(Flight flight, Routing.Path path, LinkModel link, byte[] sent, Packet.Fate wanted) {
        boolean corrupt = sent.length > 0 && randomness.chance(link.corruptionPercent());
        var bytes = corrupt ? corrupted(sent) : sent;
        var fate = corrupt ? Packet.Fate.CORRUPTED : wanted;
        long arrival = datagramArrival(flight.host(), path.target(), link);
        scheduler.workAt(arrival, this, () -> land(flight, path, bytes, fate));
    }

    private byte[] corrupted(byte[] sent) {
        var bytes = sent.clone();
        bytes[randomness.nextInt(bytes.length)] ^= (byte) (1 << randomness.nextInt(Byte.SIZE));
        return bytes;
    }

    private long datagramArrival(SimulatedHost from, SimulatedHost to, LinkModel link) {
        var direction = new Direction(from, to);
        long arrival = scheduler.nowNanos() + travelNanos(link);
        if (randomness.chance(link.reorderingPercent())) {
            long held = 2 * (link.delay().toNanos() + link.jitter().toNanos());
            return arrival + 1 + randomness.upTo(held);
        }
        arrival = Math.max(arrival, lastArrivals.getOrDefault(direction, 0L));
        lastArrivals.put(direction, arrival);
        return arrival;
    }

    long travelNanos(LinkModel link) {
        return link.delay().toNanos() + randomness.upTo(link.jitter().toNanos());
    }

    private void land(Flight flight, Routing.Path path, byte[] bytes, Packet.Fate fate) {
        if (!isUp(flight.host(), path.target())) {
            tell(flight, Packet.Fate.CUT, path, bytes);
        } else if (!path.admits(scheduler.nowNanos())) {
            tell(flight, Packet.Fate.NAT_BLOCKED, path, bytes);
        } else {
            var port = path.target().simulatedNetwork().portAt(path.destination());
            boolean taken = port.isPresent() && port.get().deliver(bytes, path.seenFrom());
            tell(flight, taken ? fate : Packet.Fate.NO_PORT, path, bytes);
        }
    }

    @Override
    public String toString() {
        return "network";
    }
}
