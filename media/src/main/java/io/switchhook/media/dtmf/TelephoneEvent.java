package io.switchhook.media.dtmf;

import io.switchhook.media.rtp.RtpPacket;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One report of a named event, RFC 4733 §2.3.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     event     |E|R| volume    |          duration             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param event 0 to 255
 * @param end whether the event has ended
 * @param volume 0 to 63, in -dBm0: larger is quieter
 * @param duration 0 to 65535, in timestamp units
 */
public record TelephoneEvent(int event, boolean end, int volume, int duration) {
    public static final int BYTES = 4;
    /** A hook flash: RFC 2833 §3.10; RFC 4733 §7 reserves the code. */
    public static final int FLASH = 16;

    private static final int END_BIT = 0x80;
    private static final int VOLUME_MASK = 0x3F;

    public TelephoneEvent {
        if ((event & ~0xFF) != 0 || (volume & ~VOLUME_MASK) != 0 || (duration & ~0xFFFF) != 0) {
            throw new IllegalArgumentException("Expected event 0-255, volume 0-63, duration 0-65535, got " + event
                    + ", " + volume + ", " + duration);
        }
    }

    /**
     * The first report in the payload; absent when it has less than four bytes. What follows the first (§2.5.1.5)
     * belongs to events that have their own packets.
     */
    public static Optional<TelephoneEvent> parse(ByteBuffer payload) {
        if (payload.remaining() < BYTES) {
            return Optional.empty();
        }
        int at = payload.position();
        int flags = payload.get(at + 1);
        int duration = (payload.get(at + 2) & 0xFF) << 8 | payload.get(at + 3) & 0xFF;
        // The R bit is ignored, §2.3.3.
        return Optional.of(
                new TelephoneEvent(payload.get(at) & 0xFF, (flags & END_BIT) != 0, flags & VOLUME_MASK, duration));
    }

    /** The report in an RTP packet. */
    public static Optional<TelephoneEvent> parse(RtpPacket packet) {
        return parse(packet.payload());
    }

    public void write(ByteBuffer out) {
        out.put((byte) event).put((byte) ((end ? END_BIT : 0) | volume));
        out.put((byte) (duration >> 8)).put((byte) duration);
    }
}
