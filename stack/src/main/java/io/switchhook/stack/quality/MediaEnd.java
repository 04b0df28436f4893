package io.switchhook.stack.quality;

import java.net.InetAddress;
import java.util.OptionalLong;

/**
 * Where one end of the audio was (RFC 6035 §4.6.2.4).
 *
 * @param address where RTP came from or went to
 * @param port 0 to 65535
 * @param ssrc the source there, unsigned 32 bits; empty when nothing of it was heard
 */
public record MediaEnd(InetAddress address, int port, OptionalLong ssrc) {
    private static final int MOST_PORT = 65_535;
    private static final long MOST_SSRC = 0xffff_ffffL;

    public MediaEnd {
        if (port < 0 || port > MOST_PORT) {
            throw new IllegalArgumentException("A port is 0 to 65535, but not " + port);
        }
        if (ssrc.isPresent() && (ssrc.getAsLong() < 0 || ssrc.getAsLong() > MOST_SSRC)) {
            throw new IllegalArgumentException("An SSRC has 32 bits, but not " + ssrc.getAsLong());
        }
    }
}
