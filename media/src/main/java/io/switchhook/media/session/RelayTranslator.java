package io.switchhook.media.session;

import java.nio.ByteBuffer;

/** Stands between two sides that a relay cannot pass packets between, since what one sends the other does not understand (RFC 3550 §7). */
@FunctionalInterface
public interface RelayTranslator {

    /**
     * Takes RTP or RTCP in plain, from who has that side and nobody else.
     *
     * @param packet from position to limit; not kept
     */
    void onPacket(RelaySide from, ByteBuffer packet, long nowNanos);
}
