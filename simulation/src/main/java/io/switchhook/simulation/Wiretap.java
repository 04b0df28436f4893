package io.switchhook.simulation;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * Hears of every packet, tells the listeners, and sums all of it up in one hash. Nobody forges packets to get another run's hash, so two checksums that have nothing in common
 * are enough; and unlike a digest they are quick before a compiler has seen them, as in most tests.
 */
final class Wiretap {
    private final List<Consumer<Packet>> listeners = new CopyOnWriteArrayList<>();
    private final Checksum one = new CRC32();
    private final Checksum other = new CRC32C();
    private long nextId = 1;

    void add(Consumer<Packet> listener) {
        listeners.add(listener);
    }

    long nextId() {
        return nextId++;
    }

    void tell(Packet packet) {
        sum(ByteBuffer.allocate(26)
                .putLong(packet.id())
                .putLong(packet.sentNanos())
                .putLong(packet.atNanos())
                .put((byte) packet.kind().ordinal())
                .put((byte) packet.fate().ordinal())
                .array());
        sum((packet.fromHost() + '>' + packet.toHost()).getBytes(StandardCharsets.UTF_8));
        sum(packet.from());
        sum(packet.seenFrom());
        sum(packet.to());
        sum(packet.payload().shared());
        for (var listener : listeners) {
            listener.accept(packet);
        }
    }

    private void sum(InetSocketAddress address) {
        sum(address.getAddress().getAddress());
        sum(new byte[] {(byte) (address.getPort() >> 8), (byte) address.getPort()});
    }

    private void sum(byte[] bytes) {
        one.update(bytes);
        other.update(bytes);
    }

    /** The hash of all packets so far. */
    String hash() {
        return HexFormat.of().toHexDigits(one.getValue() << 32 | other.getValue());
    }
}
