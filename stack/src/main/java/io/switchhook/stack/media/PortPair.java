package io.switchhook.stack.media;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.DatagramReceiver;
import io.switchhook.base.world.World;
import io.switchhook.stack.trace.TraceEvent;
import io.switchhook.stack.trace.TraceSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * The one datagram door of a stream: its RTP port and the RTCP port after it. What comes in is handed on as it is;
 * what goes out may later take a path that ICE, TURN
 * or DTLS puts in between, without the stream knowing.
 */
final class PortPair {
    private final DatagramPort rtp;
    private final DatagramPort rtcp;
    private final World world;
    private final TraceSink trace;
    private final boolean traced;

    private PortPair(DatagramPort rtp, DatagramPort rtcp, World world, TraceSink trace) {
        this.rtp = rtp;
        this.rtcp = rtcp;
        this.world = world;
        this.trace = trace;
        this.traced = trace.wantsMedia();
    }

    /** Takes what comes by the one port or the other. */
    @FunctionalInterface
    interface Receiver {
        void onDatagram(ByteBuffer packet, InetSocketAddress from, long nowNanos, boolean overRtcp);

        default DatagramReceiver of(boolean overRtcp) {
            return (packet, from, now) -> onDatagram(packet, from, now, overRtcp);
        }
    }

    /** @throws IOException when one of the two ports is in use; neither stays open then */
    static PortPair open(World world, Loop loop, InetAddress local, int rtpPort, Receiver receiver, TraceSink trace)
            throws IOException {
        boolean tapped = trace.wantsMedia();
        var rtp = world.network()
                .openDatagramPort(
                        loop,
                        new InetSocketAddress(local, rtpPort),
                        tapped ? new Tap(world, trace, receiver.of(false)).on(rtpPort, local) : receiver.of(false));
        try {
            var rtcp = world.network()
                    .openDatagramPort(
                            loop,
                            new InetSocketAddress(local, rtpPort + 1),
                            tapped
                                    ? new Tap(world, trace, receiver.of(true)).on(rtpPort + 1, local)
                                    : receiver.of(true));
            return new PortPair(rtp, rtcp, world, trace);
        } catch (IOException e) {
            // A port is closed on its loop alone.
            loop.post(rtp::close);
            throw e;
        }
    }

    InetSocketAddress rtpAddress() {
        return rtp.local();
    }

    void send(ByteBuffer packet, InetSocketAddress to, boolean overRtcp) {
        var port = overRtcp ? rtcp : rtp;
        if (traced) {
            trace.onEvent(new TraceEvent.Media(
                    world.wallTime(), TraceEvent.Direction.SENT, port.local(), to, copyOf(packet)));
        }
        port.send(packet, to);
    }

    void close() {
        rtp.close();
        rtcp.close();
    }

    private static byte[] copyOf(ByteBuffer packet) {
        var bytes = new byte[packet.remaining()];
        packet.duplicate().get(bytes);
        return bytes;
    }

    private record Tap(World world, TraceSink trace, DatagramReceiver receiver) {

        DatagramReceiver on(int port, InetAddress local) {
            var here = new InetSocketAddress(local, port);
            return (packet, from, now) -> {
                trace.onEvent(new TraceEvent.Media(
                        world.wallTime(), TraceEvent.Direction.RECEIVED, here, from, copyOf(packet)));
                receiver.onDatagram(packet, from, now);
            };
        }
    }
}
