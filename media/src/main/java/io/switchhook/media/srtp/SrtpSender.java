package io.switchhook.media.srtp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Protects what we send under one master key. Several sources may share it, 256 at most; each begins with roll-over counter zero (RFC 4568 §6.4), and no sequence number of one is
 * ever protected twice. Touched by one loop only; allocates for a source that is new, and for nothing else.
 */
public final class SrtpSender {
    private final SessionKeys keys;
    private final Sources sources = new Sources();
    private final PacketBytes packet = new PacketBytes();
    private boolean closed;

    public SrtpSender(SrtpMasterKey key) {
        keys = new SessionKeys(key);
    }

    /** How much longer a packet may become. */
    public int overhead() {
        return PacketTransform.RTCP_WORD + keys.master().suite().srtcpTagBytes();
    }

    SrtpMasterKey key() {
        return keys.master();
    }

    SessionKeys keys() {
        return keys;
    }

    /**
     * Protects an RTP packet.
     *
     * @param rtp from position to limit, in an array, with room behind the limit; the limit moves when it has {@linkplain SrtpOutcome#PASSED passed}, else nothing has changed
     * @throws IllegalArgumentException when the buffer has no array
     */
    public SrtpOutcome protectRtp(ByteBuffer rtp) {
        packet.use(rtp);
        int body = packet.rtpBody();
        int tag = keys.master().suite().tagBytes();
        if (body < 0 || rtp.capacity() - rtp.limit() < tag) {
            return SrtpOutcome.MALFORMED;
        }
        if (closed || keys.isRtpExhausted()) {
            return SrtpOutcome.KEY_EXHAUSTED;
        }
        var source = sourceOf(packet.rtpSsrc());
        if (source == null) {
            return SrtpOutcome.TOO_MANY_SOURCES;
        }
        long index = source.indexOf(packet.sequence());
        if (index < 0 || !source.rtp().isNew(index)) {
            return SrtpOutcome.REPLAYED;
        }
        source.rtp().take(index);
        keys.countRtp();
        keys.rtp().protectRtp(packet.array(), packet.start(), body, packet.end(), packet.rtpSsrc(), index);
        rtp.limit(rtp.limit() + tag);
        return SrtpOutcome.PASSED;
    }

    /** Protects an RTCP packet, as {@link #protectRtp} does RTP. */
    public SrtpOutcome protectRtcp(ByteBuffer rtcp) {
        packet.use(rtcp);
        if (!packet.isRtcp() || rtcp.capacity() - rtcp.limit() < overhead()) {
            return SrtpOutcome.MALFORMED;
        }
        if (closed || keys.isRtcpExhausted()) {
            return SrtpOutcome.KEY_EXHAUSTED;
        }
        var source = sourceOf(packet.rtcpSsrc());
        if (source == null) {
            return SrtpOutcome.TOO_MANY_SOURCES;
        }
        int word = (int) source.reports() | PacketTransform.ENCRYPTED;
        source.countReport();
        keys.countRtcp();
        keys.rtcp().protectRtcp(packet.array(), packet.start(), packet.end(), packet.rtcpSsrc(), word);
        rtcp.limit(rtcp.limit() + overhead());
        return SrtpOutcome.PASSED;
    }

    private Sources.@Nullable Source sourceOf(int ssrc) {
        var known = sources.find(ssrc);
        if (known != null || sources.isFull()) {
            return known;
        }
        var source = new Sources.Source(ssrc);
        sources.add(source);
        return source;
    }

    /** Overwrites the keys, as far as the platform's ciphers allow; nothing is protected any more. */
    public void close() {
        closed = true;
        keys.wipe();
    }
}
