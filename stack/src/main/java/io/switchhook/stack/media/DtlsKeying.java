package io.switchhook.stack.media;

import io.switchhook.base.loop.Loop;
import io.switchhook.media.srtp.Protection;
import io.switchhook.media.srtp.SrtpPath;
import io.switchhook.sdp.negotiation.AgreedDtls;
import io.switchhook.stack.spi.DtlsEndpoint;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of one stream by DTLS: one association for a port that RTP and RTCP share, else one for each (RFC 5764 §4.2). On the media loop. */
final class DtlsKeying {

    /** The stream, whose packets and keys these are. */
    interface Stream {
        void send(ByteBuffer datagram, InetSocketAddress to, boolean rtcp);

        /** Where the other side is, as far as that is known. */
        Optional<InetSocketAddress> place(boolean rtcp);

        /** Whether all that comes from the other side is said to be from that place. */
        boolean hasOnePlace();

        /** What stands between the stream and its ports. */
        SrtpPath path();

        void onOutcome(KeysOutcome outcome);
    }

    private final Loop loop;
    private final Stream stream;
    private final DtlsFlow rtp;
    private final DtlsFlow rtcp;
    private @Nullable AgreedDtls agreed;
    private boolean shared;

    DtlsKeying(DtlsEndpoint endpoint, Loop loop, Stream stream) {
        this.loop = loop;
        this.stream = stream;
        this.rtp = new DtlsFlow(endpoint, loop, new Keys(), false);
        this.rtcp = new DtlsFlow(endpoint, loop, new Keys(), true);
    }

    /**
     * The descriptions of both sides are there.
     *
     * @param mux whether RTCP comes and goes by the port of RTP
     * @param where the place of RTP in the other side's description
     */
    void use(AgreedDtls next, boolean mux, Optional<InetSocketAddress> where) {
        if (agreed == null && !mux) {
            stream.path().useForReports(Protection.CLOSED, loop.nowNanos());
        }
        agreed = next;
        shared = mux;
        if (mux) {
            stream.path().shareWithReports();
        } else {
            rtcp.use(next, where);
        }
        rtp.use(next, where);
    }

    /** Whether it is in use, so that keys come from here. */
    boolean isInUse() {
        return agreed != null;
    }

    /** @param overRtcp whether it came by the port of RTCP */
    void onDatagram(ByteBuffer datagram, InetSocketAddress from, boolean overRtcp) {
        if (!overRtcp) {
            rtp.onDatagram(datagram, from);
        } else if (!shared) {
            rtcp.onDatagram(datagram, from);
        }
    }

    void close() {
        rtp.close();
        rtcp.close();
    }

    private final class Keys implements DtlsFlow.Owner {
        @Override
        public void send(ByteBuffer datagram, InetSocketAddress to, boolean overRtcp) {
            stream.send(datagram, to, overRtcp);
        }

        @Override
        public Optional<InetSocketAddress> place(boolean overRtcp) {
            return stream.place(overRtcp);
        }

        @Override
        public boolean hasOnePlace() {
            return stream.hasOnePlace();
        }

        @Override
        public void onProtection(Protection protection, boolean ofRtcp) {
            if (ofRtcp) {
                stream.path().useForReports(protection, loop.nowNanos());
            } else {
                stream.path().use(protection, loop.nowNanos());
            }
        }

        /** A call without reports is a call. */
        @Override
        public void onOutcome(KeysOutcome outcome, boolean ofRtcp) {
            if (!ofRtcp) {
                stream.onOutcome(outcome);
            }
        }
    }
}
