package io.switchhook.testkit;

import io.switchhook.simulation.Packet;
import io.switchhook.simulation.Simulation;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every SIP message that crossed a simulated network, on UDP or on streams, from the moment the recording began. */
public final class SipTraffic {

    /**
     * One message on its way from one host to another.
     *
     * @param id numbers packets in the order of sending; both copies of a duplicated datagram have the same
     * @param atNanos when its fate was known
     * @param toHost empty when it came to no host
     * @param from the sender's own address
     * @param seenFrom the address the receiver sees
     * @param reliable whether it travelled on a stream
     */
    public record Entry(
            long id,
            long sentNanos,
            long atNanos,
            String fromHost,
            String toHost,
            InetSocketAddress from,
            InetSocketAddress seenFrom,
            InetSocketAddress to,
            boolean reliable,
            Packet.Fate fate,
            WireMessage message) {

        public boolean isDelivered() {
            return switch (fate) {
                case DELIVERED, DUPLICATED, CORRUPTED -> true;
                case LOST, CUT, TOO_LONG, NO_ROUTE, NO_PORT, NAT_BLOCKED -> false;
            };
        }
    }

    private record Direction(InetSocketAddress from, InetSocketAddress to) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Direction, StreamFramer> streams = new HashMap<>();
    private final Set<Direction> notSip = new HashSet<>();

    private SipTraffic() {}

    /** Begins to record. */
    public static SipTraffic of(Simulation simulation) {
        var traffic = new SipTraffic();
        simulation.onPacket(traffic::onPacket);
        return traffic;
    }

    private void onPacket(Packet packet) {
        switch (packet.kind()) {
            case DATAGRAM -> onDatagram(packet);
            case STREAM_BYTES -> onStreamBytes(packet);
            case STREAM_OPEN -> {
                // The two ports may have carried another stream, whose last message was cut short.
                if (packet.isDelivered()) {
                    forget(packet.from(), packet.to());
                    forget(packet.to(), packet.from());
                }
            }
            case STREAM_END, STREAM_RESET -> {
                // The end is sent behind bytes that may still be on their way: one that was lost ends nothing.
                if (packet.isDelivered()) {
                    forget(packet.from(), packet.to());
                }
            }
        }
    }

    private void onDatagram(Packet packet) {
        var bytes = packet.payload().toByteArray();
        if (WireMessage.isSip(bytes)) {
            entries.add(entry(packet, bytes, false));
        }
    }

    private void onStreamBytes(Packet packet) {
        var direction = new Direction(packet.from(), packet.to());
        if (!packet.isDelivered() || notSip.contains(direction)) {
            return;
        }
        try {
            streams.computeIfAbsent(direction, key -> new StreamFramer())
                    .onBytes(packet.payload().toByteArray())
                    .forEach(bytes -> entries.add(entry(packet, bytes, true)));
        } catch (IllegalArgumentException e) {
            notSip.add(direction);
        }
    }

    private void forget(InetSocketAddress from, InetSocketAddress to) {
        var direction = new Direction(from, to);
        streams.remove(direction);
        notSip.remove(direction);
    }

    private static Entry entry(Packet packet, byte[] bytes, boolean reliable) {
        return new Entry(
                packet.id(),
                packet.sentNanos(),
                packet.atNanos(),
                packet.fromHost(),
                packet.toHost(),
                packet.from(),
                packet.seenFrom(),
                packet.to(),
                reliable,
                packet.fate(),
                WireMessage.parse(bytes));
    }

    /** Everything so far, in the order of sending; what is still under way is missing. */
    public List<Entry> entries() {
        return entries.stream().sorted(SipTraffic::inOrderOfSending).toList();
    }

    private static int inOrderOfSending(Entry one, Entry other) {
        int earlier = Long.compare(one.sentNanos, other.sentNanos);
        return earlier != 0 ? earlier : Long.compare(one.id, other.id);
    }
}
