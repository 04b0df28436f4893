package io.switchhook.media.rtcp;

import io.switchhook.media.rtp.RtpSource;
import java.nio.ByteBuffer;

/**
 * One report block about one source (RFC 3550 §6.4.1).
 *
 * @param ssrc the source reported on
 * @param fractionLost share lost since the previous report, in 1/256: 0 to 255
 * @param cumulativeLost packets lost since the beginning, signed 24 bits
 * @param extendedHighestSequence 32 bits, unsigned
 * @param jitter interarrival jitter in timestamp units, 32 bits, unsigned
 * @param lastSenderReport middle 32 bits of the NTP time of the last SR received, 0 when none
 * @param delaySinceLastSenderReport in 1/65536 s, 32 bits, unsigned
 */
public record ReceptionReport(
        int ssrc,
        int fractionLost,
        int cumulativeLost,
        long extendedHighestSequence,
        long jitter,
        int lastSenderReport,
        long delaySinceLastSenderReport) {
    static final int BYTES = 24;

    /** The report on a source that we receive. Takes the source's loss since the last report. */
    public static ReceptionReport of(RtpSource source, int lastSenderReport, long delaySinceLastSenderReport) {
        return new ReceptionReport(
                source.ssrc(),
                source.takeFractionLost(),
                source.cumulativeLost(),
                source.extendedHighestSequence() & 0xFFFFFFFFL,
                source.jitterUnits().orElse(0),
                lastSenderReport,
                delaySinceLastSenderReport);
    }

    static ReceptionReport parse(ByteBuffer in) {
        int ssrc = in.getInt();
        int loss = in.getInt();
        return new ReceptionReport(
                ssrc,
                loss >>> 24,
                loss << 8 >> 8,
                in.getInt() & 0xFFFFFFFFL,
                in.getInt() & 0xFFFFFFFFL,
                in.getInt(),
                in.getInt() & 0xFFFFFFFFL);
    }

    void write(ByteBuffer out) {
        out.putInt(ssrc);
        out.putInt(fractionLost << 24 | cumulativeLost & 0xFFFFFF);
        out.putInt((int) extendedHighestSequence);
        out.putInt((int) jitter);
        out.putInt(lastSenderReport);
        out.putInt((int) delaySinceLastSenderReport);
    }
}
