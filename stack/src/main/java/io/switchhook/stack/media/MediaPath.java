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
 * goes out leaves by the ports. On the media loop, but for the constructor.
 */
final class MediaPath {
    private final MediaEngine engine;
    private final PortPair ports;
    private final DatagramReceiver stream;
    private Optional<PortReceiver> dtls = Optional.empty();

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

    /**
     * @param packet RTP, RTCP or DTLS
     * @param overRtcp whether it belongs on the second port
     */
    void send(ByteBuffer packet, InetSocketAddress to, boolean overRtcp) {
        ports.send(packet, to, overRtcp);
    }

    void close() {
        engine.closePorts(ports);
    }

    private void onDatagram(ByteBuffer packet, InetSocketAddress from, boolean overRtcp, long nowNanos) {
        if (dtls.isPresent() && PacketKind.of(packet) == PacketKind.DTLS) {
            dtls.get().onDatagram(packet, from, overRtcp, nowNanos);
        } else {
            stream.onDatagram(packet, from, nowNanos);
        }
    }
}
