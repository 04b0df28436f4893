package io.switchhook.stack.media;

import io.switchhook.base.net.DatagramReceiver;
import io.switchhook.media.rtp.PacketKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Between the ports of a stream and the stream. What comes in is told apart by its first bytes (RFC 7983 §7) and goes to whoever asked for its kind, all else to the stream; what
 * goes out leaves by the ports, or the way that ICE has found. On the media loop, but for the constructor.
 */
final class MediaPath {
    private final MediaEngine engine;
    private final PortPair ports;
    private final DatagramReceiver stream;
    private Optional<PortReceiver> dtls = Optional.empty();
    private Optional<IceLink> ice = Optional.empty();

    /**
     * Opens the ports. From any thread.
     *
     * @param stream takes what nobody else has asked for
     * @throws IOException when no port of the range is free
     */
    MediaPath(MediaEngine engine, InetAddress local, DatagramReceiver stream) throws IOException {
        this.engine = engine;
        this.stream = stream;
        this.ports = engine.openPorts(local, this::onDatagram);
    }

    /** The address of the first port. From any thread. */
    InetSocketAddress rtpAddress() {
        return ports.rtpAddress();
    }

    /** Who gets the records of DTLS (RFC 5764 §5.1.2); without one the stream gets them. */
    void listenForDtls(PortReceiver receiver) {
        dtls = Optional.of(receiver);
    }

    /** ICE stands between the ports and the stream from now on. */
    void use(IceLink link) {
        ice = Optional.of(link);
    }

    /** The ICE of the stream, where it has one. */
    Optional<IceLink> ice() {
        return ice;
    }

    /**
     * Sends to the other side.
     *
     * @param packet RTP, RTCP or DTLS
     * @param to where it is as far as the stream knows; where both use ICE, that knows better
     * @param overRtcp whether it belongs on the second port
     */
    void send(ByteBuffer packet, InetSocketAddress to, boolean overRtcp) {
        if (ice.isPresent()) {
            ice.get().send(packet, to, overRtcp);
        } else {
            ports.send(packet, to, overRtcp);
        }
    }

    /** Sends by a port of ours, past ICE. */
    void sendByPort(int component, ByteBuffer packet, InetSocketAddress to) {
        ports.send(packet, to, component == 2);
    }

    void close() {
        ice.ifPresent(IceLink::close);
        engine.closePorts(ports);
    }

    private void onDatagram(ByteBuffer packet, InetSocketAddress from, boolean overRtcp, long nowNanos) {
        if (ice.isEmpty()) {
            handOn(packet, from, overRtcp, nowNanos);
        } else if (!ice.get().takes(packet, from, overRtcp, nowNanos)) {
            deliver(ice.get(), packet, from, overRtcp, nowNanos);
        }
    }

    /** What came from the other side, directly or by a TURN server, and is neither STUN nor TURN. */
    void deliver(IceLink link, ByteBuffer packet, InetSocketAddress came, boolean overRtcp, long nowNanos) {
        link.sourceOf(came, overRtcp).ifPresent(from -> handOn(packet, from, overRtcp, nowNanos));
    }

    private void handOn(ByteBuffer packet, InetSocketAddress from, boolean overRtcp, long nowNanos) {
        if (dtls.isPresent() && PacketKind.of(packet) == PacketKind.DTLS) {
            dtls.get().onDatagram(packet, from, overRtcp, nowNanos);
        } else {
            stream.onDatagram(packet, from, nowNanos);
        }
    }
}
