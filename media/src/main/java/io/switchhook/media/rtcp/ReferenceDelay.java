package io.switchhook.media.rtcp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * The answer to a reference time (RFC 3611 §4.5): when it came, so that who has sent it knows the round trip though it sends no audio.
 *
 * @param ssrc who has sent the reference time
 * @param lastReference middle 32 bits of the last one received, 0 when none
 * @param delaySinceLastReference in 1/65536 s, 32 bits, unsigned
 */
public record ReferenceDelay(int ssrc, int lastReference, long delaySinceLastReference) {
    static final int TYPE = 5;
    static final int BYTES = 12;

    static ReferenceDelay parse(ByteBuffer in) {
        return new ReferenceDelay(in.getInt(), in.getInt(), in.getInt() & 0xFFFFFFFFL);
    }

    void write(ByteBuffer out) {
        out.putInt(ssrc).putInt(lastReference).putInt((int) delaySinceLastReference);
    }

    /** The round trip that it shows; absent when the other side has received no reference time, or the figures contradict each other. */
    public Optional<Duration> roundTrip(NtpTime arrival) {
        return NtpTime.roundTrip(arrival, lastReference, delaySinceLastReference);
    }
}
