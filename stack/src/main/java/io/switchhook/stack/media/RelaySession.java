package io.switchhook.stack.media;

import io.switchhook.base.loop.Loop;
import io.switchhook.media.session.LatchSettings;
import io.switchhook.media.session.RelayLeg;
import io.switchhook.media.session.RelaySide;
import io.switchhook.media.session.RtpRelay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One media line that a PBX passes on between two sides, packets untouched. Each side has ports of its own, on each local address that somebody on that
 * side may be told of: telephones of one extension can be in different networks. Its methods may be called from any thread.
 */
public final class RelaySession {
    private final MediaEngine engine;
    private final Loop loop;
    private final RtpRelay relay;
    private final Map<RelaySide, Map<InetAddress, Door>> doors = new EnumMap<>(RelaySide.class);
    /** The local address that each side's peer is known by; its ports may be opened before or after that. */
    private final Map<RelaySide, InetAddress> inUse = new EnumMap<>(RelaySide.class);

    private boolean closed;

    RelaySession(MediaEngine engine) {
        this.engine = engine;
        this.loop = engine.loop();
        this.relay = new RtpRelay(LatchSettings.standard(), this::send);
        for (var side : RelaySide.values()) {
            doors.put(side, new HashMap<>());
        }
    }

    /**
     * Where somebody on this side is to send its audio; opens ports on that address when there are none yet.
     *
     * @param local the address of ours that the other end reaches us at
     * @throws IOException when no ports are free, or the session is closed
     */
    public synchronized InetSocketAddress rtp(RelaySide side, InetAddress local) throws IOException {
        if (closed) {
            throw new IOException("The relay is closed");
        }
        var there = doors.getOrDefault(side, Map.of());
        var door = there.get(local);
        if (door == null) {
            door = new Door(side, local);
            there.put(local, door);
        }
        return door.ports.rtpAddress();
    }

    /** New SDP of the same peer, which reaches us at that local address. */
    public void update(RelaySide side, InetAddress local, RelayLeg leg) {
        loop.post(() -> {
            use(side, local);
            relay.update(side, leg);
        });
    }

    /** Another peer takes the side. */
    public void replace(RelaySide side, InetAddress local, RelayLeg leg) {
        loop.post(() -> {
            use(side, local);
            relay.replace(side, leg);
        });
    }

    /** Whether what comes from the side is dropped. */
    public void block(RelaySide side, boolean blocked) {
        loop.post(() -> relay.block(side, blocked));
    }

    /** Frees the ports. Closing twice does nothing. */
    public void close() {
        loop.post(this::closeAll);
    }

    // --- on the media loop ----------------------------------------------------------------------------------------

    private synchronized void closeAll() {
        closed = true;
        doors.values().forEach(there -> {
            there.values().forEach(door -> engine.closePorts(door.ports));
            there.clear();
        });
        inUse.clear();
    }

    private synchronized void use(RelaySide side, InetAddress local) {
        inUse.put(side, local);
    }

    private synchronized @Nullable Door doorInUse(RelaySide side) {
        var local = inUse.get(side);
        return local == null ? null : doors.getOrDefault(side, Map.of()).get(local);
    }

    private void send(RelaySide side, ByteBuffer packet, InetSocketAddress to, boolean rtcp) {
        var door = doorInUse(side);
        if (door != null) {
            door.ports.send(packet, to, rtcp);
        }
    }

    /** The ports of one side on one local address. */
    private final class Door {
        private final RelaySide side;
        private final PortPair ports;

        Door(RelaySide side, InetAddress local) throws IOException {
            this.side = side;
            this.ports = engine.openPorts(local, this::onDatagram);
        }

        /** Telephones that only rang, and whoever knows their port, have no part in the call. */
        private void onDatagram(ByteBuffer packet, InetSocketAddress from, long nowNanos) {
            if (doorInUse(side) == this) {
                relay.onPacket(side, packet, from, nowNanos);
            }
        }
    }
}
