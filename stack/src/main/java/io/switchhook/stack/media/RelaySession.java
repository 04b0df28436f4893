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

/** One media line that a PBX passes on between two sides, packets untouched. Each side has ports of its own. Its methods may be called from any thread. */
public final class RelaySession {
    private final MediaEngine engine;
    private final Loop loop;
    private final PortPair portsA;
    private final PortPair portsB;
    private final RtpRelay relay;
    private boolean closed;

    RelaySession(MediaEngine engine, InetAddress localA, InetAddress localB) throws IOException {
        this.engine = engine;
        this.loop = engine.loop();
        this.relay = new RtpRelay(LatchSettings.standard(), this::send);
        this.portsA = engine.openPorts(localA, (packet, from, now) -> onDatagram(RelaySide.A, packet, from, now));
        try {
            this.portsB = engine.openPorts(localB, (packet, from, now) -> onDatagram(RelaySide.B, packet, from, now));
        } catch (IOException e) {
            loop.post(() -> engine.closePorts(portsA));
            throw e;
        }
    }

    /** Where this side is to send its audio. */
    public InetSocketAddress rtp(RelaySide side) {
        return side == RelaySide.A ? portsA.rtpAddress() : portsB.rtpAddress();
    }

    /** New SDP of the same peer. */
    public void update(RelaySide side, RelayLeg leg) {
        loop.post(() -> relay.update(side, leg));
    }

    /** Another peer takes the side. */
    public void replace(RelaySide side, RelayLeg leg) {
        loop.post(() -> relay.replace(side, leg));
    }

    /** Whether what comes from the side is dropped. */
    public void block(RelaySide side, boolean blocked) {
        loop.post(() -> relay.block(side, blocked));
    }

    /** Frees the ports. Closing twice does nothing. */
    public void close() {
        loop.post(() -> {
            if (!closed) {
                closed = true;
                engine.closePorts(portsA);
                engine.closePorts(portsB);
            }
        });
    }

    private void onDatagram(RelaySide side, ByteBuffer packet, InetSocketAddress from, long nowNanos) {
        relay.onPacket(side, packet, from, nowNanos);
    }

    private void send(RelaySide side, ByteBuffer packet, InetSocketAddress to, boolean rtcp) {
        (side == RelaySide.A ? portsA : portsB).send(packet, to, rtcp);
    }
}
