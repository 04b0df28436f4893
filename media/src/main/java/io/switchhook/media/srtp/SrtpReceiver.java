package io.switchhook.media.srtp;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens what the other side protects under one master key, or under several that the MKI tells apart. A source is known from its first authentic packet on (RFC 4568 §6.4.1), 256
 * at most; each has a window of 128 packets against repetition. Whatever comes, nothing is thrown and nothing but authentic packets changes anything. Touched by one loop only;
 * allocates for a source that is new, and for nothing else.
 */
public final class SrtpReceiver {
    private final SessionKeys[] keys;
    private final SrtpSuite suite;
    private final int identifierBytes;
    private final Sources sources = new Sources();
    private final PacketBytes packet = new PacketBytes();
    /** Who is not known yet, and may stay so: a flood of made-up sources costs no memory. */
    private Sources.Source stranger = new Sources.Source(0);

    private boolean closed;
    private long passed;
    private long notAuthentic;
    private long replayed;
    private long otherwise;

    /** @param received as {@link SrtpKeys#receive} */
    public SrtpReceiver(List<SrtpMasterKey> received) {
        keys = received.stream().map(SessionKeys::new).toArray(SessionKeys[]::new);
        suite = received.get(0).suite();
        identifierBytes = received.get(0).identifierBytes();
    }

    boolean isUnder(List<SrtpMasterKey> others) {
        if (others.size() != keys.length) {
            return false;
        }
        for (int i = 0; i < keys.length; i++) {
            if (!keys[i].master().equals(others.get(i))) {
                return false;
            }
        }
        return true;
    }

    SessionKeys keys(int index) {
        return keys[index];
    }

    /**
     * Opens an SRTP packet.
     *
     * @param srtp from position to limit, in an array; the limit moves when it has {@linkplain SrtpOutcome#PASSED passed}, else nothing has changed
     * @throws IllegalArgumentException when the buffer has no array
     */
    public SrtpOutcome openRtp(ByteBuffer srtp) {
        packet.use(srtp);
        return counted(openRtpPacket(srtp));
    }

    /** Opens an SRTCP packet, as {@link #openRtp} does SRTP. */
    public SrtpOutcome openRtcp(ByteBuffer srtcp) {
        packet.use(srtcp);
        return counted(openRtcpPacket(srtcp));
    }

    private SrtpOutcome openRtpPacket(ByteBuffer srtp) {
        int body = packet.rtpBody();
        int trailer = suite.tagBytes() + identifierBytes;
        int end = packet.end() - trailer;
        if (body < 0 || end < body) {
            return SrtpOutcome.MALFORMED;
        }
        var key = keyAt(suite.isGcm() ? packet.end() - identifierBytes : end);
        if (key == null) {
            return SrtpOutcome.UNKNOWN_KEY;
        }
        if (closed || key.isRtpExhausted()) {
            return SrtpOutcome.KEY_EXHAUSTED;
        }
        int ssrc = packet.rtpSsrc();
        var source = sourceOf(ssrc);
        if (source == null) {
            return SrtpOutcome.TOO_MANY_SOURCES;
        }
        long index = source.indexOf(packet.sequence());
        if (index < 0 || !source.rtp().isNew(index)) {
            return SrtpOutcome.REPLAYED;
        }
        int tag = suite.isGcm() ? end : end + identifierBytes;
        if (!key.rtp().openRtp(packet.array(), packet.start(), body, end, tag, ssrc, index)) {
            return SrtpOutcome.NOT_AUTHENTIC;
        }
        learn(source);
        source.rtp().take(index);
        key.countRtp();
        srtp.limit(srtp.limit() - trailer);
        return SrtpOutcome.PASSED;
    }

    private SrtpOutcome openRtcpPacket(ByteBuffer srtcp) {
        int trailer = PacketTransform.RTCP_WORD + suite.srtcpTagBytes() + identifierBytes;
        int end = packet.end() - trailer;
        if (!packet.isRtcp() || end < packet.start() + PacketTransform.RTCP_HEADER) {
            return SrtpOutcome.MALFORMED;
        }
        // RFC 3711 §3.4: word, MKI, tag; RFC 7714 §9.2: tag, word, MKI.
        int word = suite.isGcm() ? end + suite.srtcpTagBytes() : end;
        int identifier = word + PacketTransform.RTCP_WORD;
        int tag = suite.isGcm() ? end : identifier + identifierBytes;
        var key = keyAt(identifier);
        if (key == null) {
            return SrtpOutcome.UNKNOWN_KEY;
        }
        if (closed || key.isRtcpExhausted()) {
            return SrtpOutcome.KEY_EXHAUSTED;
        }
        int ssrc = packet.rtcpSsrc();
        var source = sourceOf(ssrc);
        if (source == null) {
            return SrtpOutcome.TOO_MANY_SOURCES;
        }
        long index = PacketTransform.word(packet.array(), word) & ~PacketTransform.ENCRYPTED;
        if (!source.rtcp().isNew(index)) {
            return SrtpOutcome.REPLAYED;
        }
        if (!key.rtcp().openRtcp(packet.array(), packet.start(), end, word, tag, ssrc)) {
            return SrtpOutcome.NOT_AUTHENTIC;
        }
        learn(source);
        source.rtcp().take(index);
        key.countRtcp();
        srtcp.limit(srtcp.limit() - trailer);
        return SrtpOutcome.PASSED;
    }

    private @Nullable SessionKeys keyAt(int identifier) {
        for (var key : keys) {
            if (key.master().isNamedAt(packet.array(), identifier)) {
                return key;
            }
        }
        return null;
    }

    private Sources.@Nullable Source sourceOf(int ssrc) {
        var known = sources.find(ssrc);
        if (known != null || sources.isFull()) {
            return known;
        }
        stranger.is(ssrc);
        return stranger;
    }

    /** RFC 4568 §6.4.1: only what is authentic makes a source known. */
    private void learn(Sources.Source source) {
        if (source == stranger) {
            sources.add(source);
            stranger = new Sources.Source(0);
        }
    }

    private SrtpOutcome counted(SrtpOutcome outcome) {
        switch (outcome) {
            case PASSED -> passed++;
            case NOT_AUTHENTIC -> notAuthentic++;
            case REPLAYED -> replayed++;
            case MALFORMED, UNKNOWN_KEY, KEY_EXHAUSTED, TOO_MANY_SOURCES -> otherwise++;
        }
        return outcome;
    }

    public SrtpCounters counters() {
        return new SrtpCounters(passed, notAuthentic, replayed, otherwise);
    }

    /** Overwrites the keys, as far as the platform's ciphers allow; nothing is opened any more. */
    public void close() {
        closed = true;
        for (var key : keys) {
            key.wipe();
        }
    }
}
