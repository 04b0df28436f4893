package io.switchhook.media.session;

import io.switchhook.media.rtp.PacketKind;
import io.switchhook.media.rtp.RtpPacket;
import io.switchhook.media.rtp.RtpParse;
import io.switchhook.media.srtp.Protection;
import io.switchhook.media.srtp.SrtpPath;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Exchanges the packets of two sides untouched: payload type, SSRC, sequence numbers and timestamps stay what they
 * were, so any codec passes, and SRTP whose keys the two have agreed on among themselves. Keys that a side has agreed on with us end here: its packets are opened, and protected
 * anew with the keys of the other side, where that has some. Each side is latched (see {@link RtpLatch}), so only the two
 * who talk get in. A side can be replaced at any time, as a transfer does.
 * Where the two have no codec in common, packets are handed to who translates ({@link #translate}). Touched by one loop only; allocates nothing for a packet.
 */
public final class RtpRelay {
    private static final int MIN_RTCP_BYTES = 8;

    private final RelayOutput output;
    private final LatchSettings settings;
    private final RtpPacket packet = new RtpPacket();
    private final Half a;
    private final Half b;
    private Optional<RelayTranslator> translator = Optional.empty();

    /** What is known of one side. */
    private static final class Half {
        private RtpLatch latch;
        private RtcpPath rtcp;
        private final SrtpPath keys = new SrtpPath();
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

    /**
     * New SDP of the same peer: what was learned of it stays unless its address changed.
     *
     * @param nowNanos keys of before count a little longer
     */
    public void update(RelaySide side, RelayLeg leg, long nowNanos) {
        Half half = half(side);
        half.keys.use(leg.protection(), nowNanos);
        half.latch.onRemote(AudioPlan.resolved(leg.remoteRtp()), leg.signallingHost());
        half.rtcp.onRemote(leg.rtcpMux(), AudioPlan.resolved(leg.remoteRtcp()));
        half.anyType = leg.payloadTypes().isEmpty();
        half.types = new boolean[128];
        for (int type : leg.payloadTypes()) {
            half.types[type & 0x7F] = true;
        }
        // RFC 3389: some send it unasked, and without it there would be a gap.
        half.types[NoiseFormat.STATIC.payloadType()] = true;
    }

    /** The addresses of the host names that the side's description gave are known now; who was learned meanwhile stays. */
    public void onFound(RelaySide side, Optional<InetSocketAddress> rtp, Optional<InetSocketAddress> rtcp) {
        Half half = half(side);
        half.latch.onFound(rtp);
        half.rtcp.onRemote(half.rtcp.isMuxed(), rtcp);
    }

    /** Another peer takes the side: everything learned of the one before is forgotten. */
    public void replace(RelaySide side, RelayLeg leg, long nowNanos) {
        Half half = half(side);
        var before = half.latch.remote();
        half.latch = new RtpLatch(settings);
        half.latch.onReplaced(before);
        half.rtcp = new RtcpPath(half.latch);
        half.heard = false;
        half.vacant = false;
        half.keys.forgetPeer();
        update(side, leg, nowNanos);
    }

    /** The peer of the side has left: nothing that comes from it or goes to it is passed on until another takes the side. */
    public void vacate(RelaySide side) {
        half(side).vacant = true;
    }

    /** Whether RTP that comes from the side is dropped instead of passed on; its address is still learned. */
    public void block(RelaySide side, boolean blocked) {
        half(side).blocked = blocked;
    }

    /** From now on what the two sides send is not passed on but given to that one; empty to pass it on again. */
    public void translate(Optional<RelayTranslator> by) {
        translator = by;
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
        PacketKind kind = PacketKind.of(datagram);
        boolean media = kind == PacketKind.RTP || kind == PacketKind.RTCP;
        // Before the latch: what anybody can send must not be learned from.
        if (media && !half.keys.open(datagram, nowNanos)) {
            return RelayOutcome.NOT_AUTHENTIC;
        }
        return switch (kind) {
            case RTP -> onRtp(half, side, half.keys.opened(), from, nowNanos);
            case RTCP -> onRtcp(half, side, half.keys.opened(), from, nowNanos);
            case DTLS -> onHandshake(half, side, datagram, from);
            case STUN, ZRTP, TURN_CHANNEL, UNKNOWN -> RelayOutcome.MALFORMED;
        };
    }

    /** Two who agree on keys among themselves shake hands through us, each from where it is known to be; nothing is learned from that. */
    private RelayOutcome onHandshake(Half half, RelaySide side, ByteBuffer datagram, InetSocketAddress from) {
        boolean open = half.keys.protection().kind() == Protection.Kind.NONE
                && half(side.other()).keys.protection().kind() == Protection.Kind.NONE;
        boolean ofReports =
                !half.rtcp.isMuxed() && remoteRtcp(side).filter(from::equals).isPresent();
        if (!open || !ofReports && remote(side).filter(from::equals).isEmpty()) {
            return RelayOutcome.REJECTED_SOURCE;
        }
        var to = ofReports ? remoteRtcp(side.other()) : remote(side.other());
        return forward(half, side.other(), datagram, to, ofReports);
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
        if (translator.isPresent()) {
            return translate(half, side, datagram, nowNanos);
        }
        return forward(half, side.other(), datagram, remote(side.other()), false);
    }

    private RelayOutcome onRtcp(Half half, RelaySide side, ByteBuffer datagram, InetSocketAddress from, long nowNanos) {
        // Not parsed further: SRTCP shows its first eight bytes only.
        if (datagram.remaining() < MIN_RTCP_BYTES) {
            return RelayOutcome.MALFORMED;
        }
        if (!half.rtcp.onPacket(from)) {
            return RelayOutcome.REJECTED_SOURCE;
        }
        if (translator.isPresent()) {
            return translate(half, side, datagram, nowNanos);
        }
        boolean ownPort = !half(side.other()).rtcp.isMuxed();
        return forward(half, side.other(), datagram, remoteRtcp(side.other()), ownPort);
    }

    private RelayOutcome translate(Half half, RelaySide side, ByteBuffer datagram, long nowNanos) {
        half.forwarded++;
        half.forwardedBytes += datagram.remaining();
        translator.orElseThrow().onPacket(side, datagram, nowNanos);
        return RelayOutcome.FORWARDED;
    }

    private RelayOutcome forward(
            Half half, RelaySide target, ByteBuffer datagram, Optional<InetSocketAddress> to, boolean rtcp) {
        if (to.isEmpty()) {
            return RelayOutcome.NO_DESTINATION;
        }
        SrtpPath keys = half(target).keys;
        if (!keys.seal(datagram)) {
            return RelayOutcome.NOT_PROTECTED;
        }
        half.forwarded++;
        half.forwardedBytes += datagram.remaining();
        output.send(target, keys.sealed(), to.get(), rtcp);
        return RelayOutcome.FORWARDED;
    }

    /**
     * Sends a packet of our own to where the side is, protected as it wants it.
     *
     * @param rtcp whether it belongs on the RTCP port
     */
    public void say(RelaySide side, ByteBuffer packet, boolean rtcp) {
        var to = rtcp ? remoteRtcp(side) : remote(side);
        SrtpPath keys = half(side).keys;
        if (to.isPresent() && keys.seal(packet)) {
            output.send(side, keys.sealed(), to.get(), rtcp);
        }
    }

    /** What the packets of a side are opened and protected with, for who agrees on its keys by a handshake. */
    public SrtpPath keys(RelaySide side) {
        return half(side).keys;
    }

    /** Overwrites all keys. */
    public void close() {
        a.keys.close();
        b.keys.close();
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
