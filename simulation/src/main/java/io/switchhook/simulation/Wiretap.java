package io.switchhook.simulation;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Hears of every packet, tells the listeners, and sums all of it up in one hash. */
final class Wiretap {
    private final List<Consumer<Packet>> listeners = new CopyOnWriteArrayList<>();
    private final MessageDigest digest;
    private long nextId = 1;

    Wiretap() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    void add(Consumer<Packet> listener) {
        listeners.add(listener);
    }

    long nextId() {
        return nextId++;
    }

    void tell(Packet packet) {
        digest.update(ByteBuffer.allocate(26)
                .putLong(packet.id())
                .putLong(packet.sentNanos())
                .putLong(packet.atNanos())
                .put((byte) packet.kind().ordinal())
                .put((byte) packet.fate().ordinal())
                .flip());
        digest.update(packet.fromHost().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '>');
        digest.update(packet.toHost().getBytes(StandardCharsets.UTF_8));
        digest(packet.from());
        digest(packet.seenFrom());
        digest(packet.to());
        digest.update(packet.payload().shared());
        for (var listener : listeners) {
            listener.accept(packet);
        }
    }

    private void digest(InetSocketAddress address) {
        digest.update(address.getAddress().getAddress());
        digest.update((byte) (address.getPort() >> 8));
        digest.update((byte) address.getPort());
    }

    /** The hash of all packets so far. */
    String hash() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of this platform cannot be asked in between", e);
        }
    }
}
