package io.switchhook.media.session;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where RTCP goes and comes from, when it may have a port of its own. It follows the latch of its RTP: RTCP is taken
 * from the host that the audio comes from.
 */
final class RtcpPath {
    private final RtpLatch latch;
    private boolean muxed;
    private Optional<InetSocketAddress> advertised = Optional.empty();
    private Optional<InetSocketAddress> learned = Optional.empty();

    RtcpPath(RtpLatch latch) {
        this.latch = latch;
    }

    void onRemote(boolean rtcpMux, Optional<InetSocketAddress> address) {
        muxed = rtcpMux;
        if (!advertised.equals(address)) {
            advertised = address;
            learned = Optional.empty();
        }
    }

    /** Takes the source of a well-formed compound; says whether to use it. */
    boolean onPacket(InetSocketAddress from) {
        if (latch.isLearned(from) || advertised.isPresent() && advertised.get().equals(from)) {
            learned = latch.isLearned(from) && !muxed ? learned : Optional.of(from);
            return true;
        }
        Optional<InetSocketAddress> rtp = latch.remote();
        if (rtp.isEmpty() || !rtp.get().getAddress().equals(from.getAddress())) {
            return false;
        }
        learned = Optional.of(from);
        return true;
    }

    /** Whether the other side's RTCP shares the port of its RTP. */
    boolean isMuxed() {
        return muxed;
    }

    Optional<InetSocketAddress> remote() {
        Optional<InetSocketAddress> rtp = latch.remote();
        if (muxed || rtp.isEmpty()) {
            return rtp;
        }
        if (learned.isPresent() && learned.get().getAddress().equals(rtp.get().getAddress())) {
            return learned;
        }
        if (advertised.isPresent()
                && advertised.get().getAddress().equals(rtp.get().getAddress())) {
            return advertised;
        }
        // RFC 3550 §11: the next port, where nothing else is known.
        int port = rtp.get().getPort();
        return port < 65535 ? Optional.of(new InetSocketAddress(rtp.get().getAddress(), port + 1)) : Optional.empty();
    }
}
