package io.switchhook.media.session;

import io.switchhook.media.rtp.PacketKind;
import io.switchhook.media.rtp.RtpPacket;
import io.switchhook.media.rtp.RtpParse;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Exchanges the packets of two sides untouched: payload type, SSRC, sequence numbers and timestamps stay what they
 * were, so SRTP and any codec pass. Each side is latched (see {@link RtpLatch}), so only the two
 * who talk get in. A side can be replaced at any time, as a transfer does. Touched by one loop only; allocates nothing.
 */
public final class RtpRelay {
    private static final int MIN_RTCP_BYTES = 8;

    private final RelayOutput output;
    private final LatchSettings settings;
    private final RtpPacket packet = new RtpPacket();
    private final Half a;
    private final Half b;

    /** What is known of one side. */
    private static final class Half {
        private RtpLatch latch;
        private RtcpPath rtcp;
        private boolean[] types = new boolean[128];
        private boolean anyType = true;
        private boolean blocked;
        private boolean vacant;
        private boolean heard;
        private long lastHeardNanos;
        private long forwarded;
        private long forwardedBytes;
        private long dropped;

        private Half(LatchSettings settings) {
            latch = new RtpLatch(settings);
            rtcp = new RtcpPath(latch);
        }
    }

    public RtpRelay(LatchSettings settings, RelayOutput output) {
        this.output = output;
        this.settings = settings;
        a = new Half(settings);
        b = new Half(settings);
    }

    /** New SDP of the same peer: what was learned of it stays unless its address changed. */
    public void update(RelaySide side, RelayLeg leg) {
        Half half = half(side);
        half.latch.onRemote(AudioPlan.resolved(leg.remoteRtp()), leg.signallingHost());
        half.rtcp.onRemote(leg.rtcpMux(), AudioPlan.resolved(leg.remoteRtcp()));
        half.anyType = leg.payloadTypes().isEmpty();
        half.types = new boolean[128];
        for (int type : leg.payloadTypes()) {
            half.types[type & 0x7F] = true;
        }
    }

    /** The addresses of the host names that the side's description gave are known now; who was learned meanwhile stays. */
    public void onFound(RelaySide side, Optional<InetSocketAddress> rtp, Optional<InetSocketAddress> rtcp) {
        Half half = half(side);
        half.latch.onFound(rtp);
        half.rtcp.onRemote(half.rtcp.isMuxed(), rtcp);
    }

    /** Another peer takes the side: everything learned of the one before is forgotten. */
    public void replace(RelaySide side, RelayLeg leg) {
        Half half = half(side);
        var before = half.latch.remote();
        half.latch = new RtpLatch(settings);
        half.latch.onReplaced(before);
        half.rtcp = new RtcpPath(half.latch);
        half.heard = false;
        half.vacant = false;
        update(side, leg);
    }

    /** The peer of the side has left: nothing that comes from it or goes to it is passed on until another takes the side. */
    public void vacate(RelaySide side) {
        half(side).vacant = true;
    }

    /** Whether RTP that comes from the side is dropped instead of passed on; its address is still learned. */
    public void block(RelaySide side, boolean blocked) {
        half(side).blocked = blocked;
    }

    /** Takes a datagram that arrived on a port of the side. Whatever is in it, nothing is thrown. */
    public RelayOutcome onPacket(RelaySide side, ByteBuffer datagram, InetSocketAddress from, long nowNanos) {
        Half half = half(side);
        RelayOutcome outcome =
                half.vacant ? RelayOutcome.REJECTED_SOURCE : onPacket(half, side, datagram, from, nowNanos);
        if (outcome != RelayOutcome.FORWARDED) {
            half.dropped++;
        }
        return outcome;
    }

    private RelayOutcome onPacket(
            Half half, RelaySide side, ByteBuffer datagram, InetSocketAddress from, long nowNanos) {
        return switch (PacketKind.of(datagram)) {
            case RTP -> onRtp(half, side, datagram, from, nowNanos);
            case RTCP -> onRtcp(half, side, datagram, from);
            case STUN, ZRTP, DTLS, TURN_CHANNEL, UNKNOWN -> RelayOutcome.MALFORMED;
        };
    }

    private RelayOutcome onRtp(Half half, RelaySide side, ByteBuffer datagram, InetSocketAddress from, long nowNanos) {
        if (packet.parse(datagram) != RtpParse.VALID) {
            return RelayOutcome.MALFORMED;
        }
        if (!half.anyType && !half.types[packet.payloadType()]) {
            return RelayOutcome.UNKNOWN_TYPE;
        }
        if (!half.latch.onPacket(from, packet.ssrc(), packet.sequence(), nowNanos)) {
            return RelayOutcome.REJECTED_SOURCE;
        }
        half.heard = true;
        half.lastHeardNanos = nowNanos;
        if (half.blocked) {
            return RelayOutcome.BLOCKED;
        }
        return forward(half, side.other(), datagram, remote(side.other()), false);
    }

    private RelayOutcome onRtcp(Half half, RelaySide side, ByteBuffer datagram, InetSocketAddress from) {
        // Not parsed further: SRTCP shows its first eight bytes only.
        if (datagram.remaining() < MIN_RTCP_BYTES) {
            return RelayOutcome.MALFORMED;
        }
        if (!half.rtcp.onPacket(from)) {
            return RelayOutcome.REJECTED_SOURCE;
        }
        boolean ownPort = !half(side.other()).rtcp.isMuxed();
        return forward(half, side.other(), datagram, remoteRtcp(side.other()), ownPort);
    }

    private RelayOutcome forward(
            Half half, RelaySide target, ByteBuffer datagram, Optional<InetSocketAddress> to, boolean rtcp) {
        if (to.isEmpty()) {
            return RelayOutcome.NO_DESTINATION;
        }
        half.forwarded++;
        half.forwardedBytes += datagram.remaining();
        output.send(target, datagram, to.get(), rtcp);
        return RelayOutcome.FORWARDED;
    }

    /** Where the side is: learned, else advertised; nowhere when its peer has left. */
    public Optional<InetSocketAddress> remote(RelaySide side) {
        return half(side).vacant ? Optional.empty() : half(side).latch.remote();
    }

    /** Where the side's RTCP goes. */
    public Optional<InetSocketAddress> remoteRtcp(RelaySide side) {
        return half(side).vacant ? Optional.empty() : half(side).rtcp.remote();
    }

    public RelayCounters counters(RelaySide side, long nowNanos) {
        Half half = half(side);
        Optional<Duration> since =
                half.heard ? Optional.of(Duration.ofNanos(nowNanos - half.lastHeardNanos)) : Optional.empty();
        return new RelayCounters(half.forwarded, half.forwardedBytes, half.dropped, since);
    }

    private Half half(RelaySide side) {
        return side == RelaySide.A ? a : b;
    }
}
